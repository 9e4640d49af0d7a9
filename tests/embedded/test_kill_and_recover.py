"""Whatever is killed, nothing is lost and nothing is left behind."""

import os
import signal

import psutil


async def test_when_the_database_dies_the_other_server_is_stopped_and_the_demo_can_notice(start_demo, data):
    demo = start_demo(data)
    family = demo.family()

    demo.server("postgres").kill()

    assert demo.ask("wait") == "gone"
    assert demo.ask("alive") == "no"
    assert none_run(family)


async def test_after_a_server_died_a_restart_gives_the_data_at_the_same_addresses(start_demo, data):
    demo = start_demo(data)
    orders = set()
    for victim in ("postgres", "valkey-server"):
        orders.add(await demo.sell())
        demo.server(victim).kill()
        demo.ask("wait")

        assert demo.ask("restart") == "restarted"

    assert demo.ask("alive") == "yes"
    assert orders <= await demo.sold()


async def test_a_killed_guard_takes_its_servers_along_and_a_restart_gives_the_data(start_demo, data):
    demo = start_demo(data)
    order = await demo.sell()

    demo.guard().kill()

    assert demo.ask("wait") == "gone"
    assert demo.ask("restart") == "restarted"
    assert order in await demo.sold()


async def test_where_the_kernel_does_not_end_orphans_the_next_run_does(start_demo, data):
    first = start_demo(data, "no-death-signal")
    order = await first.sell()
    family = first.family()
    servers = [first.server("postgres"), first.server("valkey-server")]

    first.guard().kill()
    first.kill()
    assert all(server.is_running() for server in servers)
    second = start_demo(data, "no-death-signal")

    assert order in await second.sold()
    assert none_run(family)


async def test_a_forked_worker_that_outlives_a_killed_demo_does_not_keep_the_data_locked(start_demo, data):
    first = start_demo(data, "fork")
    order = await first.sell()

    first.kill()
    second = start_demo(data)

    assert psutil.pid_exists(first.worker)
    assert order in await second.sold()
    os.kill(first.worker, signal.SIGKILL)


async def test_ctrl_c_reaches_the_demo_alone_and_the_database_shuts_down_cleanly(start_demo, data):
    demo = start_demo(data)
    family = demo.family()
    processes = [demo.process, demo.guard(), demo.server("postgres"), demo.server("valkey-server")]
    assert len({os.getsid(process.pid) for process in processes}) == 4

    # A terminal sends it to the whole process group.
    os.killpg(demo.process.pid, signal.SIGINT)

    assert "stopped by Ctrl-C" in demo.stop()
    assert none_run(family)
    assert (data / "log" / "postgres.log").read_text().rstrip().endswith("database system is shut down")


def none_run(family: list[psutil.Process]) -> bool:
    # A zombie holds nothing; in a container it may wait seconds for process 1 to collect it.
    return not [
        member for member in family if member.is_running() and member.status() != psutil.STATUS_ZOMBIE
    ]
