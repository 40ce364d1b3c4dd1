"""The mailbox between the window and the training thread."""

import pytest

from core.session.mailbox import Mailbox
from core.session.orders import Pause, Play, SetSpeed


def test_a_snapshot_is_not_lost_when_the_frame_before_was_taken_while_it_was_made():
    box = Mailbox()
    assert box.start_picture()
    box.take()
    box.put(snapshot="first")
    assert not box.start_picture(), "another would take the place of the first, unseen"
    assert box.take().snapshot == "first"
    assert box.start_picture()


def test_orders_come_out_as_they_went_in_and_one_is_out_of_date_where_the_next_is_of_its_kind():
    box, orders = Mailbox(), (Play(), Play("epoch"), Pause(), Play(3.0))
    for order in orders:
        box.order(order)
    found = []
    while (order := box.next_order()) is not None:
        found.append((order, box.repeated(order)))
    assert found == list(zip(orders, (True, False, False, False), strict=True))


@pytest.mark.parametrize("notch", [-1, 4])
def test_there_is_no_order_for_a_speed_that_there_is_not(notch):
    with pytest.raises(ValueError, match="0 to 3"):
        SetSpeed(notch)
