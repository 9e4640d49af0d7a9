"""The platform's tables: the registry of shops, the people who work here, the audit trail."""

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigInt,
    Boolean,
    Bytea,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
)
from piccolo.table import Table

from bodega.kernel.engine import PLATFORM


class ShopRow(Table, tablename="shop", db=PLATFORM):
    id = UUID(primary_key=True, default=None)
    slug = Text()
    schema_name = Text()
    node = Text()
    name = Text()
    state = Text()
    opens_into = Text()
    vouched = Boolean()
    frozen_from = Text(null=True, default=None)
    state_reason = Text()
    locale = Text()
    wrapped_key = Bytea()
    owner_id = UUID(default=None)
    version = BigInt()
    table_versions = JSONB()
    migration_failure = Text()
    created_at = Timestamptz(default=None)
    opened_at = Timestamptz(default=None, null=True)
    trades = Array(Text(), default=list)
    papers = Array(Text(), default=list)
    rehearses = UUID(null=True, default=None)
    soft_orders_per_day = Integer()
    soft_campaign_budget = BigInt()
    closes_at = Timestamptz(null=True, default=None)
    closing_reason = Text()
    closing_by = Text()
    listed = Boolean(default=True)
    left_at = Timestamptz(null=True, default=None)
    erased_at = Timestamptz(null=True, default=None)


class ShopHost(Table, tablename="shop_host", db=PLATFORM):
    host = Text(primary_key=True)
    shop_id = ForeignKey(ShopRow, default=None, null=False)
    canonical = Boolean()
    leads = Boolean()
    created_at = Timestamptz(default=None)


class ShopPlugin(Table, tablename="shop_plugin", db=PLATFORM):
    id = UUID(primary_key=True, default=None)
    shop_id = ForeignKey(ShopRow, default=None, null=False)
    plugin = Text()
    enabled = Boolean()
    preparing_since = Timestamptz(default=None, null=True)
    failure = Text()
    settings = JSONB()
    changed_at = Timestamptz(default=None)


class Account(Table, tablename="account", db=PLATFORM):
    id = UUID(primary_key=True, default=None)
    email = Text()
    name = Text()
    password_hash = Text(secret=True)
    locale = Text()
    platform_role = Text(null=True, default=None)
    totp_sealed = Bytea(null=True, default=None, secret=True)
    totp_confirmed_at = Timestamptz(null=True, default=None)
    totp_last_step = BigInt()
    created_at = Timestamptz(default=None)
    email_proven_at = Timestamptz(null=True, default=None)
    erased_at = Timestamptz(null=True, default=None)
    seen_at = Timestamptz(null=True, default=None)
    idle_told_at = Timestamptz(null=True, default=None)


class RecoveryCode(Table, tablename="recovery_code", db=PLATFORM):
    id = UUID(primary_key=True, default=None)
    account_id = ForeignKey(Account, default=None, null=False)
    digest = Bytea(secret=True)
    used_at = Timestamptz(null=True, default=None)


class Membership(Table, tablename="membership", db=PLATFORM):
    id = UUID(primary_key=True, default=None)
    account_id = ForeignKey(Account, default=None, null=False)
    shop_id = ForeignKey(ShopRow, default=None, null=False)
    role = Text()
    created_at = Timestamptz(default=None)


class SignIn(Table, tablename="sign_in", db=PLATFORM):
    id = UUID(primary_key=True, default=None)
    token_digest = Bytea(secret=True)
    account_id = ForeignKey(Account, default=None, null=False)
    audience = Text()
    second_factor = Boolean()
    address = Text()
    agent = Text()
    created_at = Timestamptz(default=None)
    seen_at = Timestamptz(default=None)
    password_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)


class AuditEntry(Table, tablename="audit_entry", db=PLATFORM):
    id = UUID(primary_key=True, default=None)
    at = Timestamptz(default=None)
    actor_id = UUID(null=True, default=None)
    actor = Text()
    deed = Text()
    shop_id = UUID(null=True, default=None)
    detail = JSONB()
