-- Results. Rows arrive by COPY in one transaction with the run's stage. No foreign key to runs on the large tables: it would cost
-- a look-up per row; a statement trigger (0004_rules.sql) checks the run instead.

create table settlement.prices (
    run_id          bigint not null,
    instrument      text collate "C" not null,
    currency        text collate "C" not null,
    price           numeric not null,
    tier            text not null check (tier in ('WindowVwap', 'DayVwap', 'LastTrade', 'PreviousSettlement')),
    unrounded       numeric not null,
    evidence_trades bigint not null check (evidence_trades >= 0),
    evidence_volume numeric not null check (evidence_volume >= 0),
    trades          bigint not null check (trades >= 0),
    volume          numeric not null check (volume >= 0),
    open_interest   numeric not null check (open_interest >= 0),
    primary key (run_id, instrument)
);
comment on table settlement.prices is 'Settlement prices, and what they rest on.';
comment on column settlement.prices.tier is 'The tier that fired.';
comment on column settlement.prices.unrounded is 'The tier''s value before rounding to the tick, cut to 6 decimals.';
comment on column settlement.prices.evidence_trades is 'Trades with quantity that the tier looked at.';
comment on column settlement.prices.evidence_volume is 'Their quantity.';
comment on column settlement.prices.trades is 'All trades of the day, those of zero quantity included, less the busted ones.';
comment on column settlement.prices.volume is 'Their quantity.';
comment on column settlement.prices.open_interest is 'Sum of the long closing positions.';

create table settlement.positions (
    run_id          bigint not null,
    participant     text collate "C" not null,
    account         text collate "C" not null,
    instrument      text collate "C" not null,
    currency        text collate "C" not null,
    opening         numeric not null,
    bought          numeric not null,
    sold            numeric not null,
    closing         numeric not null,
    bought_value    numeric not null,
    sold_value      numeric not null,
    close_profit    numeric not null,
    position_profit numeric not null,
    day_profit      numeric not null,
    primary key (run_id, participant, account, instrument),
    constraint positions_carry check (closing = opening + bought - sold),
    constraint positions_profit_forms_agree check (day_profit = close_profit + position_profit)
);
comment on table settlement.positions is 'Positions and daily profit and loss per account and instrument. Quantities in whole units, amounts in the currency''s units.';
comment on column settlement.positions.opening is 'Net quantity carried in: long positive, short negative.';
comment on column settlement.positions.closing is 'opening + bought - sold; the opening of the next trading day.';
comment on column settlement.positions.bought_value is 'Sum of price x quantity x multiplier of the buys.';
comment on column settlement.positions.sold_value is 'Sum of price x quantity x multiplier of the sells.';
comment on column settlement.positions.close_profit is 'Profit and loss of what was closed, by the itemised formula.';
comment on column settlement.positions.position_profit is 'Profit and loss of what stayed open, by the itemised formula.';
comment on column settlement.positions.day_profit is 'Daily profit and loss by the total formula; equal to the two before together.';

create table settlement.journal (
    run_id     bigint not null,
    line       bigint not null check (line >= 1),
    account    text collate "C" not null,
    instrument text collate "C" not null,
    kind       text not null check (kind in ('VariationMargin')),
    currency   text collate "C" not null,
    debit      numeric not null,
    credit     numeric not null,
    primary key (run_id, line),
    constraint journal_one_sided check (debit >= 0 and credit >= 0 and (debit = 0 or credit = 0))
);
comment on table settlement.journal is 'Double-entry postings: per run and currency, debits equal credits.';
comment on column settlement.journal.line is 'Number of the posting in canonical order, from 1.';
comment on column settlement.journal.account is 'participant/account, or an account of the clearing house.';

create table settlement.gates (
    run_id      bigint not null references settlement.runs,
    gate        text not null,
    passed      boolean not null,
    evidence    text not null check (evidence <> ''),
    recorded_at timestamptz not null default clock_timestamp(),
    primary key (run_id, gate)
);
comment on table settlement.gates is 'Latest outcome of the checks before the commit; final once the run is settled.';
comment on column settlement.gates.evidence is 'The figures that were compared.';

create table settlement.next_day_offsets (
    run_id       bigint not null references settlement.runs,
    partition    integer not null check (partition >= 0),
    first_offset bigint not null check (first_offset >= 0),
    primary key (run_id, partition)
);
comment on table settlement.next_day_offsets is 'First offset of each partition that can hold the next trading day.';
