-- What the platform's rules found in this shop's listings, and what became of it.

-- Which category of the street this one of the shop belongs to; empty is that of the category it lies in.
alter table category add column trade text not null default '';

-- Since when a good is off sale because papers are missing, and for which category of the street.
alter table product add column held_at timestamptz;

alter table product add column held_trade text not null default '';

create index product_held on product (id) where held_at is not null;
