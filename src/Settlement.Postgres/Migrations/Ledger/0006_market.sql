-- A whole market's reference data: kinds of instruments, price rules, fees, margin, holidays, carried money; and what comes after the close.

alter table settlement.instruments
    add kind              text not null default 'Future' check (kind in ('Future', 'Cash')),
    add product           text collate "C",
    add expiry            date,
    add keeping           text not null default 'Net' check (keeping in ('Net', 'Gross', 'GrossByDay')),
    add rounding          text not null default 'TieTowardPrevious' check (rounding in ('TieTowardPrevious', 'AwayFromPrevious', 'HalfUp')),
    add price_rule        text not null default '',
    add listing_benchmark numeric,
    add settlement_cycle  integer check (settlement_cycle >= 0),
    add constraint instruments_cycle_for_cash check ((kind = 'Cash') = (settlement_cycle is not null));
update settlement.instruments set product = symbol;
alter table settlement.instruments alter product set not null;
comment on table settlement.instruments is 'Instruments of a market, as last loaded.';
comment on column settlement.instruments.kind is 'Future: carried and marked to market. Cash: netted and delivered against payment.';
comment on column settlement.instruments.product is 'Product that the instrument is a contract of; its own symbol where it stands alone.';
comment on column settlement.instruments.expiry is 'When the contract ends; orders the contracts of a product.';
comment on column settlement.instruments.keeping is 'Net: one quantity. Gross: long and short apart. GrossByDay: those of the day apart too.';
comment on column settlement.instruments.rounding is 'How the value of a price tier comes onto the grid of the tick.';
comment on column settlement.instruments.price_rule is 'Name of the rule that the price tiers come from; empty when they are the market''s own.';
comment on column settlement.instruments.listing_benchmark is 'Benchmark that a newly listed contract starts from.';
comment on column settlement.instruments.settlement_cycle is 'For cash: business days from the trading day to delivery and payment.';

create table settlement.price_windows (
    market      text collate "C" not null,
    symbol      text collate "C" not null,
    rank        integer not null,
    position    integer not null check (position >= 1),
    day         text not null check (day in ('Same', 'Previous', 'Eve')),
    window_from time not null,
    window_to   time not null,
    window_zone text not null,
    primary key (market, symbol, rank, position),
    foreign key (market, symbol, rank) references settlement.price_tiers on delete cascade,
    check (day <> 'Same' or window_from < window_to)
);
comment on table settlement.price_windows is 'Windows of the price tiers; for SteppingVwap the segments of the trading session.';
comment on column settlement.price_windows.position is 'Order of the windows of a tier, from 1.';
comment on column settlement.price_windows.day is 'Date of the start. Same: the trading day. Previous: the business day before it. Eve: the calendar day before it.';
comment on column settlement.price_windows.window_from is 'Start, inclusive: local time in window_zone.';
comment on column settlement.price_windows.window_to is 'End, exclusive: local time in window_zone; not later than the start, it is on the next date.';
comment on column settlement.price_windows.window_zone is 'IANA time zone; resolved to UTC when a run freezes its reference data.';
insert into settlement.price_windows
    select market, symbol, rank, 1, 'Same', window_from, window_to, window_zone from settlement.price_tiers where window_from is not null;
alter table settlement.price_tiers
    drop window_from,
    drop window_to,
    drop window_zone,
    drop constraint price_tiers_kind_check,
    add min_trades integer not null default 1 check (min_trades >= 1),
    add step       interval check (step > '0'),
    add constraint price_tiers_kind_check check (kind in
        ('WindowVwap', 'DayVwap', 'LastTrade', 'PreviousSettlement', 'SteppingVwap', 'BaseChange', 'ListingBenchmark', 'Published')),
    add constraint price_tiers_step_for_stepping check ((kind = 'SteppingVwap') = (step is not null));
comment on column settlement.price_tiers.min_trades is 'Fewest trades that an average may rest on.';
comment on column settlement.price_tiers.step is 'For SteppingVwap: trading time that each step goes back by.';
alter table settlement.prices
    drop constraint prices_tier_check,
    add constraint prices_tier_check check (tier in
        ('WindowVwap', 'DayVwap', 'LastTrade', 'PreviousSettlement', 'SteppingVwap', 'BaseChange', 'ListingBenchmark', 'Published'));

create table settlement.fees (
    market            text collate "C" not null,
    participant       text collate "C" not null,
    account           text collate "C" not null,
    product           text collate "C" not null,
    instrument        text collate "C" not null,
    open_basis        text not null check (open_basis in ('ByMoney', 'PerLot')),
    open_rate         numeric not null check (open_rate >= 0),
    close_basis       text not null check (close_basis in ('ByMoney', 'PerLot')),
    close_rate        numeric not null check (close_rate >= 0),
    close_today_basis text not null check (close_today_basis in ('ByMoney', 'PerLot')),
    close_today_rate  numeric not null check (close_today_rate >= 0),
    primary key (market, participant, account, product, instrument),
    check (participant <> '' or account = ''),
    check (product = '' or instrument = ''),
    check (participant <> '' or instrument <> '')
);
comment on table settlement.fees is 'Fees of the instruments, and those of participants and accounts that differ. An empty name stands for all.';
comment on column settlement.fees.participant is 'Empty: the fees of an instrument for everybody.';
comment on column settlement.fees.account is 'Empty: all accounts of the participant.';
comment on column settlement.fees.open_rate is 'ByMoney: part of price x quantity x multiplier. PerLot: currency per unit of quantity.';

create table settlement.margins (
    market      text collate "C" not null,
    symbol      text collate "C" not null,
    basis       text not null check (basis in ('Gross', 'LargerSide', 'Net')),
    long_basis  text not null check (long_basis in ('ByMoney', 'PerLot')),
    long_rate   numeric not null check (long_rate >= 0),
    short_basis text not null check (short_basis in ('ByMoney', 'PerLot')),
    short_rate  numeric not null check (short_rate >= 0),
    primary key (market, symbol),
    foreign key (market, symbol) references settlement.instruments
);
comment on table settlement.margins is 'Margin of the instruments'' positions; an instrument that is not here takes none.';
comment on column settlement.margins.basis is 'Gross: both sides. LargerSide: the greater side over the contracts of a product. Net: the net position.';

create table settlement.holidays (
    market text collate "C" not null,
    day    date not null,
    primary key (market, day)
);
comment on table settlement.holidays is 'Days on which a market does not trade, beside Saturdays and Sundays.';

alter table settlement.openings
    add long_quantity  numeric not null default 0 check (long_quantity >= 0),
    add short_quantity numeric not null default 0 check (short_quantity >= 0);
update settlement.openings set long_quantity = greatest(quantity, 0), short_quantity = greatest(-quantity, 0);
alter table settlement.openings
    drop quantity,
    alter long_quantity drop default,
    alter short_quantity drop default,
    add constraint openings_not_zero check (long_quantity + short_quantity > 0);
comment on column settlement.openings.long_quantity is 'In whole units.';
comment on column settlement.openings.short_quantity is 'In whole units.';

create table settlement.opening_funds (
    market      text collate "C" not null,
    trading_day date not null,
    participant text collate "C" not null,
    account     text collate "C" not null,
    currency    text collate "C" not null check (currency ~ '^[A-Z]{3}$'),
    reserve     numeric not null,
    margin      numeric not null check (margin >= 0),
    primary key (market, trading_day, participant, account, currency),
    foreign key (market, trading_day) references settlement.opening_days,
    foreign key (market, participant, account) references settlement.accounts
);
comment on table settlement.opening_funds is 'Money carried into a trading day, as loaded.';
comment on column settlement.opening_funds.reserve is 'Settlement reserve: what is not tied to positions.';
comment on column settlement.opening_funds.margin is 'Margin tied to the carried positions.';

create table settlement.closing_documents (
    hash     text collate "C" primary key check (hash ~ '^[0-9a-f]{64}$'),
    document text not null,
    constraint closing_documents_hash_matches check (hash = encode(sha256(convert_to(document, 'UTF8')), 'hex'))
);
comment on table settlement.closing_documents is 'What came after a close: published prices, control totals, deposits and withdrawals, as canonical JSON. Written once.';
comment on column settlement.closing_documents.hash is 'SHA-256 of the document, lower-case hex.';
create trigger closing_documents_once before update or delete on settlement.closing_documents
    for each row execute function settlement.refuse_change();
create trigger closing_documents_truncate before truncate on settlement.closing_documents
    for each statement execute function settlement.refuse_change();

create table settlement.closing_days (
    market      text collate "C" not null,
    trading_day date not null,
    hash        text collate "C" not null references settlement.closing_documents,
    loaded_at   timestamptz not null default clock_timestamp(),
    primary key (market, trading_day)
);
comment on table settlement.closing_days is 'The closing data that were loaded last for a trading day. A settled run keeps those that it was computed with.';

insert into settlement.closing_documents
    select encode(sha256(convert_to(document, 'UTF8')), 'hex'), document
    from (values ('{"publishedPrices":[],"controlTotals":[],"flows":[]}')) as nothing (document);
alter table settlement.runs add closing_hash text collate "C" references settlement.closing_documents;
update settlement.runs set closing_hash = (select hash from settlement.closing_documents) where stage in ('Settled', 'Published');
alter table settlement.runs
    add constraint runs_closing_with_result check ((stage in ('Settled', 'Published')) = (closing_hash is not null));
comment on column settlement.runs.closing_hash is 'The closing data that the result was computed with.';
create index runs_by_closing on settlement.runs (closing_hash);

create function settlement.refuse_other_closing() returns trigger language plpgsql as $$
begin
    raise exception using errcode = 'SE002', message = format('run %s is %s and its closing data cannot change', old.run_id, old.stage);
end
$$;
create trigger runs_closing_once before update on settlement.runs
    for each row when (old.closing_hash is not null and new.closing_hash is distinct from old.closing_hash)
    execute function settlement.refuse_other_closing();
