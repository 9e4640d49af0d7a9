"""The form that came with a request, as a dependency: its texts; uploaded files stay with the request."""

from bodega.kernel.form import Form
from bodega.web.visit import AnyRequest


async def provide_form(request: AnyRequest) -> Form:
    """A repeated field counts once, by its last value, as browsers' own scripts see it."""
    sent = await request.form()
    return Form({name: sent.getall(name)[-1] for name in sent})
