"""What happens around the states of a shop: its twin, its launch checklist, notice of closing, appeals, handover."""
