-- Revisions of a day, what they change, and the word of those who verify a result before it is published.

alter table settlement.runs
    add column former_id        bigint references settlement.runs,
    add column released_at      timestamptz,
    add column rejected_at      timestamptz,
    add column rejected_because text check (rejected_because <> '');
comment on column settlement.runs.former_id is 'For a revision: the run whose result it takes the place of, the last one of the day that was not rejected.';
comment on column settlement.runs.released_at is 'When the result was released for publication.';
comment on column settlement.runs.rejected_at is 'When the run was rejected: what it has settled is never published.';
comment on column settlement.runs.rejected_because is 'Why it was rejected.';
create index runs_by_former on settlement.runs (former_id);

update settlement.runs set released_at = coalesce(published_at, settled_at) where stage in ('Settled', 'Published');

alter table settlement.runs
    add constraint runs_released_or_rejected check (released_at is null or rejected_at is null),
    add constraint runs_released_when_settled check (released_at is null or stage in ('Settled', 'Published')),
    add constraint runs_published_when_released check (stage <> 'Published' or released_at is not null),
    add constraint runs_rejected_after_close check (rejected_at is null or stage in ('Closing', 'Settled')),
    add constraint runs_rejected_with_reason check ((rejected_at is null) = (rejected_because is null));

create function settlement.check_review() returns trigger language plpgsql as $$
begin
    if old.released_at is not null and new.released_at is distinct from old.released_at then
        raise exception using errcode = 'SE002', message = format('run %s is released already', old.run_id);
    end if;
    if old.rejected_at is not null and (new.rejected_at, new.rejected_because, new.stage, new.store_barrier)
            is distinct from (old.rejected_at, old.rejected_because, old.stage, old.store_barrier) then
        raise exception using errcode = 'SE002', message = format('run %s is rejected: %s', old.run_id, old.rejected_because);
    end if;
    if new.former_id is distinct from old.former_id then
        raise exception using errcode = 'SE002', message = format('what run %s settles is frozen', old.run_id);
    end if;
    return new;
end
$$;
create trigger runs_review before update on settlement.runs for each row execute function settlement.check_review();

-- A run that its gates refuse may take in rows that have come to the trade store since: the barrier moves on until there is a result, never back.
create or replace function settlement.check_run_change() returns trigger language plpgsql as $$
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
    if old.source is not null and (new.source is distinct from old.source
            or (new.store_barrier is distinct from old.store_barrier and (old.stage <> 'Closing' or new.stage <> 'Closing' or new.store_barrier < old.store_barrier))) then
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

create table settlement.differences (
    run_id  bigint not null,
    line    bigint not null check (line >= 1),
    kind    text not null check (kind in ('run', 'price', 'position', 'funds', 'delivery', 'journal')),
    row_key text collate "C" not null,
    figure  text not null,
    before  text,
    after   text,
    primary key (run_id, line),
    constraint differences_differ check (before is distinct from after)
);
comment on table settlement.differences is 'What a revision changes in the result that it takes the place of (runs.former_id), figure by figure.';
comment on column settlement.differences.line is 'Number in the order of the canonical rows, from 1.';
comment on column settlement.differences.kind is 'Kind of the row, as the canonical rows name it.';
comment on column settlement.differences.row_key is 'Key fields of the row, separated by |; empty for the run itself.';
comment on column settlement.differences.figure is 'Name of the figure.';
comment on column settlement.differences.before is 'Its text in the result before; null where the row was not there.';
comment on column settlement.differences.after is 'Its text in this result; null where the row is gone.';

create trigger differences_settled_insert after insert on settlement.differences referencing new table as touched
    for each statement execute function settlement.refuse_settled();
create trigger differences_settled_update after update on settlement.differences referencing old table as touched
    for each statement execute function settlement.refuse_settled();
create trigger differences_settled_delete after delete on settlement.differences referencing old table as touched
    for each statement execute function settlement.refuse_settled();
create trigger differences_truncate before truncate on settlement.differences
    for each statement execute function settlement.refuse_change();
