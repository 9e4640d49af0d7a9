"""The contracts between the shop and its extensions; import them from `bodega_shop.extend`."""
