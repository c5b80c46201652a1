-- The venue's own record of its trades: the other way to the same day.

create table settlement.trades (
    market             text collate "C" not null,
    trading_day        date not null,
    kind               text collate "C" not null check (kind in ('Trade', 'Bust')),
    trade_id           text collate "C" not null check (trade_id ~ '^[ -~]{1,36}$'),
    instrument         text collate "C" not null,
    price              numeric not null,
    quantity           numeric not null check (quantity >= 0),
    executed_at        bigint not null,
    buyer_participant  text collate "C" not null,
    buyer_account      text collate "C" not null,
    buyer_effect       text collate "C" check (buyer_effect in ('Open', 'Close', 'CloseToday')),
    seller_participant text collate "C" not null,
    seller_account     text collate "C" not null,
    seller_effect      text collate "C" check (seller_effect in ('Open', 'Close', 'CloseToday')),
    recorded_in        xid8 not null default pg_current_xact_id(),
    recorded_at        timestamptz not null default clock_timestamp(),
    primary key (market, trading_day, kind, trade_id)
);
comment on table settlement.trades is 'Trades and busts, append-only. A settler reads a trading day in the order of the primary key.';
comment on column settlement.trades.trading_day is 'The trading day; not the calendar date of the execution.';
comment on column settlement.trades.kind is 'Trade, or Bust: it cancels the trade of the same id and carries its economics.';
comment on column settlement.trades.quantity is 'In whole units; zero or more.';
comment on column settlement.trades.executed_at is 'Nanoseconds since 1970-01-01 UTC.';
comment on column settlement.trades.buyer_effect is 'Whether the leg opens or closes; null where positions are net.';
comment on column settlement.trades.recorded_in is 'Transaction that wrote the row; a settler reads the rows below its barrier. Leave it to its default: grant INSERT on the other columns only.';
comment on column settlement.trades.recorded_at is 'When the row was written, by this database''s clock; for people.';

create function settlement.refuse_trade_change() returns trigger language plpgsql as $$
begin
    raise exception using errcode = 'SE002', message = format('%s of settlement.trades is refused: the trade store is append-only; cancel a trade with a Bust', tg_op);
end
$$;
create trigger trades_append_only before update or delete on settlement.trades for each row execute function settlement.refuse_trade_change();
create trigger trades_truncate before truncate on settlement.trades for each statement execute function settlement.refuse_trade_change();
