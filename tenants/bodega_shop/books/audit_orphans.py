"""Audit whose everything is: each row that names an order or a code names one that is there.

The tables of an order hold no foreign keys to it (why is said in the shop's first migration), so this is looked for.
"""

from bodega_shop.books.find_differences import Check

_OF_NO_ORDER = """
    select named.what || ' ' || named.id as subject, named.purchase_id as missing
      from (select 'line' as what, id, purchase_id from purchase_line
            union all select 'payment', id, purchase_id from payment
            union all select 'code', id, purchase_id from code
            union all select 'event', id, purchase_id from purchase_event
            union all select 'reveal', id, purchase_id from reveal) named
     where named.purchase_id is not null
       and not exists (select 1 from purchase o where o.id = named.purchase_id)
     order by subject"""

_OF_NO_CODE = """
    select r.id as subject, r.code_id as missing from reveal r
     where not exists (select 1 from code c where c.id = r.code_id) order by r.id"""

_OF_NO_FINGERPRINT = """
    select c.id as subject, count(f.code_id) as fingerprints
      from code c left join code_fingerprint f on f.code_id = c.id
     group by c.id having count(f.code_id) <> 1 order by c.id"""

CHECKS = (
    Check("orphans", "the %(subject)s belongs to the order %(missing)s, which does not exist", _OF_NO_ORDER),
    Check("orphans", "the reveal %(subject)s is of the code %(missing)s, which does not exist", _OF_NO_CODE),
    Check(
        "orphans", "the code %(subject)s has %(fingerprints)s fingerprints and not one", _OF_NO_FINGERPRINT
    ),
)
