"""Orders as programs send and see them."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from bodega_shop.api.product_answer import Amount

State = Annotated[
    Literal["pending", "paid", "delivered", "exception", "expired", "cancelled", "refunded"],
    Meta(
        description="`pending`: waits for its payment. `paid`: paid, the codes follow. `delivered`: the codes are there."
        " `exception`: paid, and a person of the shop looks after it. `expired` and `cancelled`: not paid in time, or"
        " called off; money that comes later still delivers, or goes to a person. `refunded`: all that was paid went back."
    ),
]
Number = Annotated[
    str, Meta(description="The order's number, safe to show.", examples=["202611217K3M9QX2TA"])
]


class NewItem(Struct, frozen=True, forbid_unknown_fields=True):
    """So many pieces of one SKU."""

    sku_id: Annotated[UUID, Meta(description="The `id` of a product's SKU.")]
    quantity: Annotated[
        int, Meta(ge=1, le=500, description="Between the SKU's own limits as well.", examples=[1])
    ]


class NewOrder(Struct, frozen=True, forbid_unknown_fields=True):
    """What a buyer wants: one good in `sku_id` and `quantity`, or several in `items`, never both.

    A field that is not listed here is refused, so that nothing is silently ignored.
    """

    contact: Annotated[
        str,
        Meta(
            min_length=3,
            max_length=300,
            description="The buyer's e-mail address or mobile number, with which the order can be looked up.",
            examples=["chen.hao@example.com"],
        ),
    ]
    channel: Annotated[
        str,
        Meta(
            max_length=64,
            pattern="^[!-~]*$",
            description="The code of the payment channel. May be left out when nothing is to pay.",
            examples=["epay"],
        ),
    ] = ""
    sku_id: Annotated[UUID | None, Meta(description="The `id` of a product's SKU.")] = None
    quantity: Annotated[
        Annotated[int, Meta(ge=1, le=500)] | None,
        Meta(description="Between the SKU's own limits as well.", examples=[1]),
    ] = None
    items: Annotated[
        tuple[NewItem, ...], Meta(max_length=20, description="Several goods in one order, each SKU once.")
    ] = ()


class Payment(Struct, frozen=True):
    """What the buyer must do now."""

    kind: Annotated[Literal["redirect"], Meta(description="Send the buyer's browser to `url`.")]
    url: Annotated[str, Meta(description="The payment service's own address, or ours that leads there.")]


class PlacedOrder(Struct, frozen=True):
    """An order that stands, with its goods reserved."""

    number: Number
    token: Annotated[
        str, Meta(description="Opens the order and its codes: keep it as secret as the codes themselves.")
    ]
    state: State
    total: Amount
    payment: Annotated[Payment | None, Meta(description="null when nothing is left to pay.")]


class OrderItem(Struct, frozen=True):
    """One good of an order, as it was called and priced when the order was placed."""

    sku_id: UUID
    title: Annotated[str, Meta(description="Of the product.", examples=["星海点卡"])]
    name: Annotated[str, Meta(description="Of the SKU.", examples=["100元"])]
    quantity: Annotated[int, Meta(examples=[1])]
    price: Amount
    amount: Amount
    codes: Annotated[tuple[str, ...], Meta(description="This item's part of the order's `codes`.")] = ()


class Order(Struct, frozen=True):
    """An order as it stands now."""

    number: Number
    state: State
    total: Amount
    items: tuple[OrderItem, ...]
    codes: Annotated[
        tuple[str, ...],
        Meta(
            description="Empty until delivered. Every answer that holds codes is recorded as a reveal. A code of several"
            " fields, such as a card number and a password, has `----` between them."
        ),
    ]
    refunded: Annotated[
        Amount, Meta(description="What went back to the buyer, or is on its way; 0 as a rule.")
    ]
    disputed: Annotated[
        bool,
        Meta(
            description="The buyer's bank took the money back, for now or for good: `codes` stays empty meanwhile."
        ),
    ]
