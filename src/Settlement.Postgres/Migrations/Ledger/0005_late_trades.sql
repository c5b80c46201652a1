-- Records of earlier trading days, listed with the result of the run that met them.

create table settlement.late_trades (
    run_id        bigint not null references settlement.runs,
    partition     integer not null check (partition >= 0),
    record_offset bigint not null check (record_offset >= 0),
    trading_day   date not null,
    sequence      bigint not null,
    trade_id      text collate "C" not null,
    primary key (run_id, partition, record_offset)
);
comment on table settlement.late_trades is 'Records of earlier trading days below the barrier, which the run did not settle: the first 1000 of each partition. runs.late counts all.';
comment on column settlement.late_trades.record_offset is 'Offset in the partition of the trade topic.';
comment on column settlement.late_trades.trading_day is 'The day that the record is of.';
comment on column settlement.late_trades.sequence is 'Number of the record in its own day.';
comment on column settlement.late_trades.trade_id is 'Empty for an end of session.';

create trigger late_trades_settled_insert after insert on settlement.late_trades referencing new table as touched
    for each statement execute function settlement.refuse_settled();
create trigger late_trades_settled_update after update on settlement.late_trades referencing old table as touched
    for each statement execute function settlement.refuse_settled();
create trigger late_trades_settled_delete after delete on settlement.late_trades referencing old table as touched
    for each statement execute function settlement.refuse_settled();
create trigger late_trades_truncate before truncate on settlement.late_trades
    for each statement execute function settlement.refuse_change();

create function settlement.check_late_trades() returns trigger language plpgsql as $$
declare
    listed bigint;
    early bigint;
begin
    select count(*), count(*) filter (where trading_day >= new.trading_day) into listed, early from settlement.late_trades where run_id = new.run_id;
    if listed > new.late then
        raise exception using errcode = 'SE002', message = format('run %s cannot be settled: it lists %s late trades and counts %s', new.run_id, listed, new.late);
    end if;
    if early > 0 then
        raise exception using errcode = 'SE002', message = format('run %s cannot be settled: %s of its late trades are not of an earlier day than %s', new.run_id, early, new.trading_day);
    end if;
    return null;
end
$$;
create constraint trigger runs_settled_late_trades after update on settlement.runs
    deferrable initially deferred for each row when (old.stage is distinct from new.stage and new.stage = 'Settled')
    execute function settlement.check_late_trades();
comment on function settlement.check_late_trades() is 'At the commit that settles a run: no more late trades are listed than counted, and each is of an earlier day.';
