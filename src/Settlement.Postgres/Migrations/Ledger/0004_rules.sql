-- Rules that hold whoever writes. SE001: the writer's epoch is fenced. SE002: the write would break the ledger.

create function settlement.guard(p_run_id bigint, p_epoch bigint) returns void language plpgsql as $$
declare
    current_epoch bigint;
    current_leader text;
begin
    -- The lock is kept to the end of the transaction, so a claim waits for this write or this write sees the claim.
    -- NO KEY: checkpoints, whose foreign key takes a key share lock on the run, need not wait.
    select epoch, leader into current_epoch, current_leader from settlement.runs where run_id = p_run_id for no key update;
    if not found then
        raise exception using errcode = 'SE002', message = format('run %s is not registered', p_run_id);
    end if;
    if current_epoch <> p_epoch then
        raise exception using errcode = 'SE001',
            message = format('epoch %s of run %s is fenced: epoch %s belongs to %s', p_epoch, p_run_id, current_epoch, current_leader);
    end if;
end
$$;
comment on function settlement.guard(bigint, bigint) is 'Locks the run and raises SQLSTATE SE001 unless the epoch is its highest. Call it first in the transaction of each guarded write.';

create function settlement.stage_rank(p_stage text) returns integer language sql immutable as $$
    select array_position(array['Initialised', 'Closing', 'Settled', 'Published'], p_stage)
$$;

create function settlement.check_run_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.stage <> 'Initialised' or new.epoch <> 0 then
            raise exception using errcode = 'SE002', message = 'a run starts as Initialised with epoch 0';
        end if;
        return new;
    end if;
    if tg_op = 'DELETE' then
        if settlement.stage_rank(old.stage) >= 3 then
            raise exception using errcode = 'SE002', message = format('run %s is %s and cannot be deleted', old.run_id, old.stage);
        end if;
        return old;
    end if;
    if settlement.stage_rank(new.stage) < settlement.stage_rank(old.stage) then
        raise exception using errcode = 'SE002', message = format('run %s is %s and cannot go back to %s', old.run_id, old.stage, new.stage);
    end if;
    if new.stage = 'Published' and settlement.stage_rank(old.stage) < 3 then
        raise exception using errcode = 'SE002', message = format('run %s is %s and cannot be Published before it is Settled', old.run_id, old.stage);
    end if;
    if new.epoch < old.epoch then
        raise exception using errcode = 'SE002', message = format('epoch of run %s cannot go back from %s to %s', old.run_id, old.epoch, new.epoch);
    end if;
    if old.source is not null and (new.source, new.store_barrier) is distinct from (old.source, old.store_barrier) then
        raise exception using errcode = 'SE002', message = format('source of run %s is %s and is decided once', old.run_id, old.source);
    end if;
    if (new.run_id, new.market, new.trading_day, new.revision, new.predecessor_id, new.reference_hash, new.partition_count, new.started_at)
        is distinct from (old.run_id, old.market, old.trading_day, old.revision, old.predecessor_id, old.reference_hash, old.partition_count, old.started_at) then
        raise exception using errcode = 'SE002', message = format('what run %s settles is frozen', old.run_id);
    end if;
    if settlement.stage_rank(old.stage) >= 3
        and (new.digest, new.trade_count, new.bust_count, new.duplicates, new.late, new.settled_at)
            is distinct from (old.digest, old.trade_count, old.bust_count, old.duplicates, old.late, old.settled_at) then
        raise exception using errcode = 'SE002', message = format('run %s is %s and its result cannot change', old.run_id, old.stage);
    end if;
    if old.published_at is not null and new.published_at is distinct from old.published_at then
        raise exception using errcode = 'SE002', message = format('run %s is published already', old.run_id);
    end if;
    return new;
end
$$;
create trigger runs_change before insert or update or delete on settlement.runs
    for each row execute function settlement.check_run_change();

create function settlement.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception using errcode = 'SE002', message = format('%s of %I.%I is refused: its rows are written once', tg_op, tg_table_schema, tg_table_name);
end
$$;
create trigger epochs_once before update or delete on settlement.epochs for each row execute function settlement.refuse_change();
create trigger barriers_once before update or delete on settlement.barriers for each row execute function settlement.refuse_change();
create trigger first_offsets_once before update or delete on settlement.first_offsets for each row execute function settlement.refuse_change();
create trigger run_references_once before update or delete on settlement.run_references for each row execute function settlement.refuse_change();

create function settlement.check_barrier() returns trigger language plpgsql as $$
begin
    if not exists (select from settlement.runs where run_id = new.run_id and stage = 'Initialised') then
        raise exception using errcode = 'SE002', message = format('the barrier of run %s is drawn already', new.run_id);
    end if;
    return new;
end
$$;
create trigger barriers_before_closing before insert on settlement.barriers for each row execute function settlement.check_barrier();

-- A statement trigger over the touched rows: per row it would double the time of a commit of a million positions.
create function settlement.refuse_settled() returns trigger language plpgsql as $$
declare
    offender record;
begin
    select t.run_id, r.stage into offender
        from (select distinct run_id from touched) t left join settlement.runs r on r.run_id = t.run_id
        where r.run_id is null or settlement.stage_rank(r.stage) >= 3
        limit 1;
    if found then
        raise exception using errcode = 'SE002', message = format('%s of %I.%I is refused: run %s is %s',
            tg_op, tg_table_schema, tg_table_name, offender.run_id, coalesce(offender.stage, 'not registered'));
    end if;
    return null;
end
$$;

do $$
declare
    name text;
begin
    foreach name in array array['prices', 'positions', 'journal', 'gates', 'next_day_offsets'] loop
        execute format('create trigger %1$s_settled_insert after insert on settlement.%1$I referencing new table as touched
            for each statement execute function settlement.refuse_settled()', name);
        execute format('create trigger %1$s_settled_update after update on settlement.%1$I referencing old table as touched
            for each statement execute function settlement.refuse_settled()', name);
        execute format('create trigger %1$s_settled_delete after delete on settlement.%1$I referencing old table as touched
            for each statement execute function settlement.refuse_settled()', name);
    end loop;
    foreach name in array array['runs', 'run_references', 'first_offsets', 'epochs', 'barriers', 'prices', 'positions', 'journal', 'gates', 'next_day_offsets'] loop
        execute format('create trigger %1$s_truncate before truncate on settlement.%1$I
            for each statement execute function settlement.refuse_change()', name);
    end loop;
end
$$;

create function settlement.check_settled() returns trigger language plpgsql as $$
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
        select format('journal in %s: debits %s, credits %s', currency, sum(debit), sum(credit)) into problem
            from settlement.journal where run_id = new.run_id
            group by currency having sum(debit) <> sum(credit) order by currency limit 1;
    end if;
    if problem is null then
        select case
                when p.instrument is null then format('positions in %s have no settlement price', s.instrument)
                when s.net <> 0 then format('closing positions in %s sum to %s', s.instrument, s.net)
                when s.profit <> 0 then format('daily profit and loss in %s sums to %s', s.instrument, s.profit)
                when coalesce(s.bought, 0) <> p.volume then format('%s was bought in %s with a volume of %s', coalesce(s.bought, 0), p.instrument, p.volume)
                else format('long closing positions in %s are %s with an open interest of %s', p.instrument, coalesce(s.long, 0), p.open_interest)
            end into problem
            from (select instrument, sum(closing) net, sum(day_profit) profit, sum(bought) bought, sum(greatest(closing, 0)) long
                    from settlement.positions where run_id = new.run_id group by instrument) s
            full join (select instrument, volume, open_interest from settlement.prices where run_id = new.run_id) p on p.instrument = s.instrument
            where p.instrument is null or s.net <> 0 or s.profit <> 0
                or coalesce(s.bought, 0) <> p.volume or coalesce(s.long, 0) <> p.open_interest
            order by p.instrument limit 1;
    end if;
    if problem is not null then
        raise exception using errcode = 'SE002', message = format('run %s cannot be settled: %s', new.run_id, problem);
    end if;
    return null;
end
$$;
create constraint trigger runs_settled_balance after update on settlement.runs
    deferrable initially deferred for each row when (old.stage is distinct from new.stage and new.stage = 'Settled')
    execute function settlement.check_settled();
comment on function settlement.check_settled() is 'At the commit that settles a run: debits = credits per currency, net position and daily profit zero per instrument, all gates passed.';
