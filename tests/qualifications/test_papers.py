"""Papers are sealed before they leave, seen only by who may, and who saw them is written down."""

from datetime import timedelta

import pytest

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput, NotFound, StateConflict, Unavailable
from bodega.kernel.file_store import FileStore, folder_url
from bodega.kernel.ids import new_id
from bodega.kernel.vault import CannotOpen
from bodega.qualifications.open_file import Reader, open_file
from bodega.qualifications.papers_of import read_paper
from bodega.qualifications.weigh_shop import weigh_shop
from bodega.qualifications.withdraw_paper import withdraw_paper


async def _file(paper_id):
    async with platform_scope() as scope:
        [file] = (await read_paper(scope, paper_id)).files
        row = await scope.fetchrow(
            "select place, digest, sealed_key from document_file where id = $1", file.id
        )
    return file, row


async def _seen(file_id):
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select actor, address, why from document_access where file_id = $1 order by at, id", file_id
        )
    return [(row["actor"], row["address"], row["why"]) for row in rows]


async def test_what_is_kept_outside_is_sealed_and_its_name_says_nothing(desk):
    secret = b"%PDF-1.7\n91350100M000100Y43\nstartxref\n0\n%%EOF"
    paper_id = await desk.paper("business_licence", files=[("星海营业执照.pdf", secret)])
    file, row = await _file(paper_id)
    sealed = await desk.street.runtime.files.get(row["place"])
    assert b"91350100M000100Y43" not in sealed
    assert not sealed.startswith(b"%PDF")
    assert str(paper_id.hex) not in row["place"]
    assert (file.name, file.media_type, file.size) == ("星海营业执照.pdf", "application/pdf", len(secret))


async def test_the_owner_opens_an_own_paper_and_it_is_on_the_record(desk):
    paper_id = await desk.paper("business_licence")
    file, _ = await _file(paper_id)
    opened = await open_file(
        desk.street.runtime, file.id, Reader(desk.owner_id, "Lin Wei", "203.0.113.7"), now=desk.now
    )
    assert opened.content.startswith(b"%PDF-1.7")
    assert await _seen(file.id) == [("Lin Wei", "203.0.113.7", "own")]


async def test_staff_say_why_before_they_see_anything(desk):
    file, _ = await _file(await desk.paper("business_licence"))
    runtime = desk.street.runtime
    ada = Reader(desk.reviewer_id, "Ada", "198.51.100.9", reviews=True)
    with pytest.raises(InvalidInput, match="say why"):
        await open_file(runtime, file.id, ada, now=desk.now)
    assert await _seen(file.id) == []
    told = Reader(desk.reviewer_id, "Ada", "198.51.100.9", reviews=True, why=" review of  the application ")
    await open_file(runtime, file.id, told, now=desk.now)
    assert await _seen(file.id) == [("Ada", "198.51.100.9", "review of the application")]


async def test_nobody_else_finds_it(desk):
    file, _ = await _file(await desk.paper("business_licence"))
    stranger = await desk.street.account("Mei")
    with pytest.raises(NotFound):
        await open_file(desk.street.runtime, file.id, Reader(stranger, "Mei", "", why="x"), now=desk.now)
    assert await _seen(file.id) == []


async def test_a_file_changed_in_the_store_does_not_open(desk):
    file, row = await _file(await desk.paper("business_licence"))
    _other, other_row = await _file(await desk.paper("settlement_account"))
    files = desk.street.runtime.files
    await files.delete(row["place"])
    await files.put(row["place"], await files.get(other_row["place"]))
    with pytest.raises(CannotOpen):
        await open_file(desk.street.runtime, file.id, Reader(desk.owner_id, "Lin Wei", ""), now=desk.now)


async def test_two_papers_that_are_one_file_are_told_by_its_digest(desk):
    _, first = await _file(await desk.paper("business_licence"))
    _, second = await _file(await desk.paper("settlement_account"))
    assert first["digest"] == second["digest"]
    assert first["sealed_key"] != second["sealed_key"]


async def test_somebody_elses_application_takes_no_paper(desk, street):
    desk.owner_id = await street.account("Mei")
    with pytest.raises(NotFound):
        await desk.paper("business_licence")


async def test_a_paper_that_came_to_nothing_leaves_no_file_behind(desk, tmp_path):
    files, desk.street.runtime.files = (
        desk.street.runtime.files,
        FileStore(folder_url(tmp_path / "kept here")),
    )
    try:
        with pytest.raises(NotFound):
            await desk.paper("business_licence", replaces=new_id())
        assert [path for path in (tmp_path / "kept here").rglob("*") if path.is_file()] == []
        await desk.paper("business_licence")
        [kept] = [path for path in (tmp_path / "kept here").rglob("*") if path.is_file()]
        assert b"%PDF" not in kept.read_bytes()
    finally:
        desk.street.runtime.files = files


async def test_while_the_platform_looks_at_an_application_nothing_is_slipped_in(desk):
    async with platform_scope() as scope:
        await scope.execute("update application set state = 'submitted' where id = $1", desk.application_id)
    with pytest.raises(StateConflict):
        await desk.paper("business_licence")


async def test_a_draft_is_replaced_at_once_and_an_approved_one_when_its_successor_is(desk):
    first = await desk.paper("business_licence")
    second = await desk.paper("business_licence", replaces=first)
    assert await desk.state(first) == "replaced"
    await desk.hand_in()
    await desk.decide(second)
    third = await desk.paper("business_licence", replaces=second, for_shop=True)
    assert (await desk.state(second), await desk.state(third)) == ("approved", "submitted")
    await desk.decide(third)
    assert (await desk.state(second), await desk.state(third)) == ("replaced", "approved")


async def test_new_papers_of_an_open_shop_wait_under_one_application(desk):
    await desk.approve_everything()
    for kind in ("business_licence", "settlement_account"):
        await desk.paper(kind, for_shop=True)
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select state from application where shop_id = $1 and kind = 'papers'", desk.shop.id
        )
    assert [row["state"] for row in rows] == ["submitted"]


async def test_a_paper_is_taken_back_by_its_owner_once(desk):
    paper_id = await desk.paper("business_licence")
    with pytest.raises(NotFound):
        await withdraw_paper(paper_id, account_id=desk.reviewer_id, actor="Ada", now=desk.now)
    await withdraw_paper(paper_id, account_id=desk.owner_id, actor="Lin Wei", now=desk.now)
    assert await desk.state(paper_id) == "withdrawn"
    with pytest.raises(StateConflict):
        await withdraw_paper(paper_id, account_id=desk.owner_id, actor="Lin Wei", now=desk.now)


async def test_a_paper_that_was_never_handed_in_cannot_be_approved(desk):
    paper_id = await desk.paper("business_licence")
    with pytest.raises(StateConflict):
        await desk.decide(paper_id)


async def test_a_store_that_does_not_answer_is_told_plainly(tmp_path):
    (tmp_path / "file").write_text("in the way")
    store = FileStore("s3://nobody/here")
    with pytest.raises(NotFound):
        await FileStore(folder_url(tmp_path)).get("papers/none")
    assert store.url == "s3://nobody/here"
    full = FileStore(folder_url(tmp_path))
    await full.put("a", b"1")
    with pytest.raises(Unavailable):
        await full.put("a", b"2")
    await full.delete("a")
    await full.delete("a")


async def test_a_shop_that_is_weighed_holds_only_what_its_papers_allow(desk):
    assert await desk.trades() == set()
    await desk.approve_everything(until=desk.days(30))
    assert await desk.trades() == {"games_pc_cards"}
    later = desk.now + timedelta(days=31)

    async with platform_scope() as scope:
        weighed = await weigh_shop(scope, desk.shop.id, now=later)
    assert weighed.lost == {"games_pc_cards"}
