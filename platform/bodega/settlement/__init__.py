"""Money that the platform collected for shops: settled by period, held, withdrawn, and accounted for."""
