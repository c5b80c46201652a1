-- Long and short apart, fees, margin, money and deliveries.

alter table settlement.prices
    add kind        text not null default 'Future' check (kind in ('Future', 'Cash')),
    add rule        text not null default '',
    add window_from bigint,
    add window_to   bigint check (window_to > window_from),
    alter price drop not null,
    alter tier drop not null,
    alter unrounded drop not null,
    add constraint prices_window_whole check ((window_from is null) = (window_to is null)),
    add constraint prices_tier_with_price check ((price is null) = (tier is null) and (price is null) = (unrounded is null)),
    add constraint prices_of_futures check (kind = 'Cash' or price is not null),
    add constraint prices_cash_not_carried check (kind = 'Future' or open_interest = 0);
alter table settlement.prices alter kind drop default, alter rule drop default;
comment on column settlement.prices.kind is 'Future: carried and marked to market. Cash: netted and delivered against payment.';
comment on column settlement.prices.rule is 'Name of the settlement-price rule; empty for one without a name.';
comment on column settlement.prices.window_from is 'Start of the window that the tier looked at, inclusive, in nanoseconds since 1970-01-01 UTC; null when it looked at none.';
comment on column settlement.prices.window_to is 'End of that window, exclusive.';
comment on column settlement.prices.price is 'Null only for cash instruments without one, which need none.';
comment on column settlement.prices.open_interest is 'Sum of the long positions that are carried on; zero for cash instruments.';

-- Rewriting the columns changes the shape of the rows, not what they say, so the triggers that keep settled rows as they are need not be asked.
alter table settlement.positions
    drop constraint positions_carry,
    add opening_short numeric,
    add closing_short numeric,
    add fees          numeric not null default 0,
    add long_margin   numeric not null default 0,
    add short_margin  numeric not null default 0;
alter table settlement.positions
    alter opening type numeric using greatest(opening, 0),
    alter opening_short type numeric using greatest(-opening, 0),
    alter closing type numeric using greatest(closing, 0),
    alter closing_short type numeric using greatest(-closing, 0);
alter table settlement.positions rename opening to opening_long;
alter table settlement.positions rename closing to closing_long;
alter table settlement.positions
    alter opening_short set not null,
    alter closing_short set not null,
    alter fees drop default,
    alter long_margin drop default,
    alter short_margin drop default,
    add constraint positions_carry check (closing_long - closing_short = opening_long - opening_short + bought - sold),
    add constraint positions_not_negative check
        (least(opening_long, opening_short, bought, sold, closing_long, closing_short, fees, long_margin, short_margin) >= 0);
comment on column settlement.positions.opening_long is 'Long quantity carried in.';
comment on column settlement.positions.opening_short is 'Short quantity carried in.';
comment on column settlement.positions.closing_long is 'Long quantity at the end: the opening of the next trading day, or for a cash instrument to be received.';
comment on column settlement.positions.closing_short is 'Short quantity at the end: the opening of the next trading day, or for a cash instrument to be delivered.';
comment on column settlement.positions.fees is 'Fees of the account''s legs.';
comment on column settlement.positions.long_margin is 'Margin charged for the long side.';
comment on column settlement.positions.short_margin is 'Margin charged for the short side.';

create table settlement.funds (
    run_id          bigint not null,
    participant     text collate "C" not null,
    account         text collate "C" not null,
    currency        text collate "C" not null,
    opening_reserve numeric not null,
    opening_margin  numeric not null check (opening_margin >= 0),
    deposits        numeric not null check (deposits >= 0),
    withdrawals     numeric not null check (withdrawals >= 0),
    day_profit      numeric not null,
    fees            numeric not null check (fees >= 0),
    margin          numeric not null check (margin >= 0),
    reserve         numeric not null,
    equity          numeric not null,
    available       numeric not null,
    risk_ratio      numeric,
    primary key (run_id, participant, account, currency),
    constraint funds_carry check (reserve = opening_reserve + opening_margin - margin + day_profit + deposits - withdrawals - fees),
    constraint funds_equity check (equity = reserve + margin),
    constraint funds_available check (available = equity - margin),
    constraint funds_risk_ratio check ((equity > 0) = (risk_ratio is not null) and abs(risk_ratio * equity - margin) * 20000 <= equity)
);
comment on table settlement.funds is 'Accounts'' money with the clearing house, per currency.';
comment on column settlement.funds.opening_reserve is 'Settlement reserve carried in.';
comment on column settlement.funds.opening_margin is 'Margin carried in.';
comment on column settlement.funds.reserve is 'Settlement reserve after the day; less than zero is a shortfall.';
comment on column settlement.funds.equity is 'reserve + margin';
comment on column settlement.funds.available is 'equity - margin';
comment on column settlement.funds.risk_ratio is 'margin / equity with 4 decimals, half up; null unless the equity is more than zero.';

create table settlement.deliveries (
    run_id      bigint not null,
    participant text collate "C" not null,
    instrument  text collate "C" not null,
    currency    text collate "C" not null,
    value_date  date not null,
    quantity    numeric not null,
    cash        numeric not null,
    instruction text not null,
    primary key (run_id, participant, instrument),
    constraint deliveries_of_something check (quantity <> 0 or cash <> 0),
    constraint deliveries_instruction check (instruction = case
        when quantity = 0 then 'CashOnly'
        when cash = 0 then 'QuantityOnly'
        when quantity > 0 and cash < 0 then 'ReceiveVersusPayment'
        when quantity < 0 and cash > 0 then 'DeliverVersusPayment'
        when quantity > 0 then 'ReceiveWithCash'
        else 'DeliverWithPayment' end)
);
comment on table settlement.deliveries is 'Instructions of participants against the clearing house: trades in cash instruments, netted over accounts and counterparties.';
comment on column settlement.deliveries.value_date is 'Business day on which it is settled.';
comment on column settlement.deliveries.quantity is 'The participant receives it when positive, delivers it when negative.';
comment on column settlement.deliveries.cash is 'The participant receives it when positive, pays it when negative.';

alter table settlement.journal
    drop constraint journal_kind_check,
    add constraint journal_kind_check check (kind in ('VariationMargin', 'Fee', 'Deposit', 'Withdrawal', 'MarginCall', 'DeliveryCash'));
comment on table settlement.journal is 'Double-entry postings: per run, kind and currency, debits equal credits.';
comment on column settlement.journal.account is 'participant/account, participant/account/margin, participant/ for deliveries, or CCP, FEES, BANK.';
comment on column settlement.journal.instrument is 'Empty for postings of an account''s money as a whole.';

do $$
declare
    name text;
begin
    foreach name in array array['funds', 'deliveries'] loop
        execute format('create trigger %1$s_settled_insert after insert on settlement.%1$I referencing new table as touched
            for each statement execute function settlement.refuse_settled()', name);
        execute format('create trigger %1$s_settled_update after update on settlement.%1$I referencing old table as touched
            for each statement execute function settlement.refuse_settled()', name);
        execute format('create trigger %1$s_settled_delete after delete on settlement.%1$I referencing old table as touched
            for each statement execute function settlement.refuse_settled()', name);
        execute format('create trigger %1$s_truncate before truncate on settlement.%1$I
            for each statement execute function settlement.refuse_change()', name);
    end loop;
end
$$;

create or replace function settlement.check_settled() returns trigger language plpgsql as $$
declare
    problem text;
begin
    if (select epoch from settlement.runs where run_id = new.run_id) <> new.epoch then
        problem := 'its epoch changed in the transaction that settled it';
    elsif new.source = 'Feed' and not exists (select from settlement.barriers where run_id = new.run_id) then
        problem := 'it was read from the feed without a barrier';
    elsif not exists (select from settlement.gates where run_id = new.run_id) then
        problem := 'no gate is recorded';
    end if;
    if problem is null then
        select format('gate %s did not pass: %s', gate, evidence) into problem
            from settlement.gates where run_id = new.run_id and not passed order by gate limit 1;
    end if;
    if problem is null then
        select format('journal of %s in %s: debits %s, credits %s', kind, currency, sum(debit), sum(credit)) into problem
            from settlement.journal where run_id = new.run_id
            group by kind, currency having sum(debit) <> sum(credit) order by kind, currency limit 1;
    end if;
    if problem is null then
        select case
                when p.instrument is null then format('positions in %s have no settlement price', s.instrument)
                when s.net <> 0 then format('closing positions in %s sum to %s', s.instrument, s.net)
                when s.profit <> 0 then format('daily profit and loss in %s sums to %s', s.instrument, s.profit)
                when s.turnover <> 0 then format('turnover bought and sold in %s differs by %s', s.instrument, s.turnover)
                when coalesce(s.bought, 0) <> p.volume then format('%s was bought in %s with a volume of %s', coalesce(s.bought, 0), p.instrument, p.volume)
                else format('long closing positions in %s are %s with an open interest of %s', p.instrument, coalesce(s.long, 0), p.open_interest)
            end into problem
            from (select instrument, sum(closing_long - closing_short) net, sum(day_profit) profit, sum(bought_value - sold_value) turnover, sum(bought) bought, sum(closing_long) long
                    from settlement.positions where run_id = new.run_id group by instrument) s
            full join (select instrument, kind, volume, open_interest from settlement.prices where run_id = new.run_id) p on p.instrument = s.instrument
            where p.instrument is null or s.net <> 0 or s.profit <> 0 or s.turnover <> 0
                or coalesce(s.bought, 0) <> p.volume or (p.kind = 'Future' and coalesce(s.long, 0) <> p.open_interest)
            order by p.instrument limit 1;
    end if;
    if problem is null then
        select format('funds of %s/%s in %s do not have the profit, fees and margin of its positions', participant, account, currency) into problem
            from (select participant, account, currency, sum(day_profit) profit, sum(fees) fees, sum(long_margin + short_margin) margin
                    from settlement.positions where run_id = new.run_id group by participant, account, currency) s
            full join (select participant, account, currency, day_profit, fees, margin from settlement.funds where run_id = new.run_id) f
                using (participant, account, currency)
            where coalesce(s.profit, 0) <> coalesce(f.day_profit, 0) or coalesce(s.fees, 0) <> coalesce(f.fees, 0) or coalesce(s.margin, 0) <> coalesce(f.margin, 0)
            order by participant, account, currency limit 1;
    end if;
    if problem is null then
        select format('deliveries in %s leave a quantity of %s and cash of %s', instrument, sum(quantity), sum(cash)) into problem
            from settlement.deliveries where run_id = new.run_id
            group by instrument having sum(quantity) <> 0 or sum(cash) <> 0 order by instrument limit 1;
    end if;
    if problem is null then
        select format('the delivery of %s in %s is not the net of its positions', participant, instrument) into problem
            from (select participant, instrument, sum(closing_long - closing_short) quantity, sum(sold_value - bought_value) cash
                    from settlement.positions join settlement.prices using (run_id, instrument)
                    where run_id = new.run_id and kind = 'Cash' group by participant, instrument) s
            full join (select participant, instrument, quantity, cash from settlement.deliveries where run_id = new.run_id) d
                using (participant, instrument)
            where coalesce(s.quantity, 0) <> coalesce(d.quantity, 0) or coalesce(s.cash, 0) <> coalesce(d.cash, 0)
            order by participant, instrument limit 1;
    end if;
    if problem is not null then
        raise exception using errcode = 'SE002', message = format('run %s cannot be settled: %s', new.run_id, problem);
    end if;
    return null;
end
$$;
comment on function settlement.check_settled() is 'At the commit that settles a run: debits = credits per kind and currency; net position, daily profit and deliveries zero per instrument; funds and deliveries follow from the positions; all gates passed.';
