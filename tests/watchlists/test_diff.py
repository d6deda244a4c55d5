from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from matchers.staff import StaffEntry
from watchlists.diff import Change, Diff, compare


def test_added_removed_and_changed(staff):
    old = staff(3)
    new = (
        old[1],
        replace(old[2], prefix="van", phones=("06-12345678",)),
        StaffEntry("T-9", "Vliet"),
    )
    assert compare(old, new) == Diff(
        added=("T-9",), removed=("T-001",), changed=(Change("T-003", ("prefix", "phones")),)
    )


def test_nothing_differs_from_itself(staff):
    assert not compare(staff(3), reversed(staff(3)))


def test_the_order_of_several_values_means_nothing(staff):
    (one,) = staff(1)
    old = replace(one, phones=("06-12345678", "06-12345679"))
    assert not compare([old], [replace(old, phones=old.phones[::-1])])


def test_the_order_of_given_names_means_something(staff):
    (one,) = staff(1)
    old = replace(one, given_names=("Anna", "Vera"))
    (change,) = compare([old], [replace(old, given_names=("Vera", "Anna"))]).changed
    assert change.columns == ("given_names",)


def test_no_value_is_shown(staff):
    shown = repr(compare(staff(3, "Kwelder"), staff(2, "Geheim")))
    assert "Geheim" not in shown
    assert "Kwelder" not in shown


IDS = st.lists(st.sampled_from("abcdef"), unique=True)


@given(IDS, IDS)
def test_added_and_removed_are_each_others_mirror(old, new):
    before = [StaffEntry(each, "Vliet") for each in old]
    after = [StaffEntry(each, "Vliet") for each in new]
    there, back = compare(before, after), compare(after, before)
    assert (there.added, there.removed) == (back.removed, back.added)
    assert (set(old) - set(there.removed)) | set(there.added) == set(new)
