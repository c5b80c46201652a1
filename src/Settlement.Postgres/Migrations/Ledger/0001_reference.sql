-- Reference data of the markets, as loaded. A run freezes a copy; later loads never reach into it.

create table settlement.instruments (
    market         text collate "C" not null,
    symbol         text collate "C" not null,
    currency       text collate "C" not null check (currency ~ '^[A-Z]{3}$'),
    price_scale    integer not null check (price_scale between 0 and 9),
    quantity_scale integer not null check (quantity_scale between 0 and 9),
    tick           numeric not null check (tick > 0),
    multiplier     numeric not null check (multiplier > 0),
    primary key (market, symbol)
);
comment on table settlement.instruments is 'Products of a market, as last loaded.';
comment on column settlement.instruments.price_scale is 'Decimals of a price.';
comment on column settlement.instruments.quantity_scale is 'Decimals of a quantity.';
comment on column settlement.instruments.tick is 'Smallest price step; settlement prices lie on its grid.';
comment on column settlement.instruments.multiplier is 'Money per point and unit of quantity.';

create table settlement.price_tiers (
    market      text collate "C" not null,
    symbol      text collate "C" not null,
    rank        integer not null check (rank >= 1),
    kind        text not null check (kind in ('WindowVwap', 'DayVwap', 'LastTrade', 'PreviousSettlement')),
    window_from time,
    window_to   time,
    window_zone text,
    primary key (market, symbol, rank),
    foreign key (market, symbol) references settlement.instruments,
    check ((kind = 'WindowVwap') = (window_from is not null and window_to is not null and window_zone is not null)),
    check (window_from < window_to)
);
comment on table settlement.price_tiers is 'How a settlement price is found: the first tier that can answer does.';
comment on column settlement.price_tiers.rank is 'Order of the tiers, from 1.';
comment on column settlement.price_tiers.window_from is 'Start of the window, inclusive: local time in window_zone on the trading day.';
comment on column settlement.price_tiers.window_to is 'End of the window, exclusive: local time in window_zone on the trading day.';
comment on column settlement.price_tiers.window_zone is 'IANA time zone; resolved to UTC when a run freezes its reference data.';

create table settlement.accounts (
    market      text collate "C" not null,
    participant text collate "C" not null,
    account     text collate "C" not null,
    primary key (market, participant, account)
);
comment on table settlement.accounts is 'Accounts that may trade.';
comment on column settlement.accounts.participant is 'Clearing participant.';
comment on column settlement.accounts.account is 'Account of the participant; the account''s full name is participant/account.';

create table settlement.opening_days (
    market      text collate "C" not null,
    trading_day date not null,
    primary key (market, trading_day)
);
comment on table settlement.opening_days is 'Trading days whose opening was loaded, an empty one too. Only the first day of a chain needs one: later days open with the closing of the settled day before.';

create table settlement.openings (
    market      text collate "C" not null,
    trading_day date not null,
    participant text collate "C" not null,
    account     text collate "C" not null,
    instrument  text collate "C" not null,
    quantity    numeric not null check (quantity <> 0),
    primary key (market, trading_day, participant, account, instrument),
    foreign key (market, trading_day) references settlement.opening_days,
    foreign key (market, participant, account) references settlement.accounts,
    foreign key (market, instrument) references settlement.instruments
);
comment on table settlement.openings is 'Positions carried into a trading day, as loaded.';
comment on column settlement.openings.quantity is 'Net quantity in whole units: long positive, short negative.';

create table settlement.previous_prices (
    market      text collate "C" not null,
    trading_day date not null,
    instrument  text collate "C" not null,
    price       numeric not null,
    primary key (market, trading_day, instrument),
    foreign key (market, trading_day) references settlement.opening_days,
    foreign key (market, instrument) references settlement.instruments
);
comment on table settlement.previous_prices is 'Settlement prices of the day before the trading day, as loaded.';
