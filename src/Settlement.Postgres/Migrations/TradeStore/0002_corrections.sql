-- A corrected trade keeps its id: its bust and the trade that takes its place stand beside it.

alter table settlement.trades add column correction integer not null default 0 check (correction >= 0);
comment on column settlement.trades.correction is '0 for the trade as it was made and for its bust; 1 and more for those that correct it under the same id.';
alter table settlement.trades drop constraint trades_pkey;
alter table settlement.trades add primary key (market, trading_day, kind, trade_id, correction);
