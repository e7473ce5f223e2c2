"""The collector of unreachable objects is let be while a document is checked, and is as before after it."""

import gc

import pytest

import symcnn as sc
from symcnn.checking.collecting import OLDER, SELDOM, collecting_seldom


@pytest.fixture(autouse=True)
def thresholds():
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*before)


def test_a_check_leaves_the_thresholds_as_they_were():
    sc.check("$1 + 1 = 2$")
    assert gc.get_threshold() == (700, 10, 10)


def test_collections_are_seldom_inside_and_as_before_after_the_last_of_two():
    one, two = collecting_seldom(), collecting_seldom()
    one.__enter__()
    two.__enter__()
    assert gc.get_threshold() == (SELDOM, OLDER, 10)
    one.__exit__(None, None, None)
    assert gc.get_threshold() == (SELDOM, OLDER, 10)
    two.__exit__(None, None, None)
    assert gc.get_threshold() == (700, 10, 10)


def test_what_was_there_before_is_searched_neither_inside_nor_right_after_and_what_was_made_once():
    found = []
    gc.callbacks.append(lambda phase, info: found.append(info["generation"]))
    try:
        with collecting_seldom():
            assert gc.get_count()[1:] == (0, 0)
            assert gc.get_freeze_count() == 0
            kept = [[n] for n in range(3 * SELDOM)]
        assert len(kept) == 3 * SELDOM
    finally:
        gc.callbacks.pop()
    assert set(found) == {0, 1}
    assert found.index(1) == len(found) - 2  # the beginning and the end of the last


def test_what_its_owner_froze_stays_frozen():
    gc.freeze()
    try:
        with collecting_seldom():
            assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


def test_an_error_inside_puts_the_thresholds_back():
    with pytest.raises(KeyError, match="lost"), collecting_seldom():
        raise KeyError("lost")
    assert gc.get_threshold() == (700, 10, 10)


@pytest.mark.parametrize("first", [0, 10 * SELDOM])
def test_who_collects_even_less_often_is_left_alone(first):
    gc.set_threshold(first, 5, 5)
    with collecting_seldom():
        assert gc.get_threshold() == (first, 5, 5)
    assert gc.get_threshold() == (first, 5, 5)


def test_checks_of_one_document_leave_nothing_behind():
    page = (r"$$y = w x$$ $$\frac{\partial E}{\partial w} = \frac{\partial E}{\partial y} q$$ $$\sigma(5) = 0.5$$ "
            r"$$\frac{\partial E}{\partial x} = 2 \frac{\partial E}{\partial y} w_{3}$$ $$y_7 = 3$$")
    counts = []
    for _ in range(4):
        sc.check(page)
        counts.append(len(gc.get_objects()))
    assert counts[3] - counts[2] < 200
    assert counts[2] - counts[1] < 200
