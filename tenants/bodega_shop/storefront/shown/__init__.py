"""What each page of a storefront is given. Theme authors begin at `every_page`."""
