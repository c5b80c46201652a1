-- Runs: what is settled, who leads, the barrier and the source. The rules that never bend are in 0004_rules.sql.

create table settlement.run_references (
    hash     text collate "C" primary key check (hash ~ '^[0-9a-f]{64}$'),
    document text not null,
    constraint run_references_hash_matches check (hash = encode(sha256(convert_to(document, 'UTF8')), 'hex'))
);
comment on table settlement.run_references is 'Reference data as frozen for runs, as canonical JSON.';
comment on column settlement.run_references.hash is 'SHA-256 of the document, lower-case hex.';

create table settlement.runs (
    run_id          bigint generated always as identity primary key,
    market          text collate "C" not null,
    trading_day     date not null,
    revision        integer not null check (revision >= 1),
    predecessor_id  bigint references settlement.runs,
    owner_uid       text not null,
    owner_name      text not null,
    stage           text not null default 'Initialised' check (stage in ('Initialised', 'Closing', 'Settled', 'Published')),
    epoch           bigint not null default 0 check (epoch >= 0),
    leader          text not null default '',
    reference_hash  text collate "C" not null references settlement.run_references,
    partition_count integer not null check (partition_count > 0),
    source          text check (source in ('Feed', 'TradeStore')),
    store_barrier   xid8,
    digest          text check (digest ~ '^[0-9a-f]{64}$'),
    trade_count     bigint check (trade_count >= 0),
    bust_count      bigint check (bust_count >= 0),
    duplicates      bigint check (duplicates >= 0),
    late            bigint check (late >= 0),
    started_at      timestamptz not null default clock_timestamp(),
    settled_at      timestamptz,
    published_at    timestamptz,
    constraint runs_settled_once unique (market, trading_day, revision),
    constraint runs_store_barrier_for_trade_store check ((coalesce(source, '') = 'TradeStore') = (store_barrier is not null)),
    constraint runs_settled_whole check ((stage in ('Settled', 'Published'))
        = (num_nulls(source, digest, trade_count, bust_count, duplicates, late, settled_at) = 0)),
    constraint runs_nothing_before_settled check (stage in ('Settled', 'Published')
        or num_nonnulls(digest, trade_count, bust_count, duplicates, late, settled_at) = 0),
    constraint runs_published_whole check ((stage = 'Published') = (published_at is not null))
);
comment on table settlement.runs is 'One row per market, trading day and revision; a settled one never changes.';
comment on column settlement.runs.revision is '1 for the first close of the day, then one more for each correction.';
comment on column settlement.runs.predecessor_id is 'The settled run whose closing positions and prices this one opens with; null when it opens with loaded ones.';
comment on column settlement.runs.owner_uid is 'uid of the Kubernetes resource that the run is settled for.';
comment on column settlement.runs.owner_name is 'namespace/name of that resource.';
comment on column settlement.runs.stage is 'Initialised: reference data frozen. Closing: barrier drawn. Settled: result committed. Published: result on Kafka. Never goes back.';
comment on column settlement.runs.epoch is 'Highest epoch claimed; writes under a smaller one are refused with SQLSTATE SE001.';
comment on column settlement.runs.leader is 'Who claimed it.';
comment on column settlement.runs.reference_hash is 'The reference data that the run has frozen.';
comment on column settlement.runs.partition_count is 'Partitions of the trade topic when the run was registered.';
comment on column settlement.runs.source is 'Where the day is read from; decided once.';
comment on column settlement.runs.store_barrier is 'For the trade store: rows of transactions below this id belong to the day.';
comment on column settlement.runs.digest is 'SHA-256 over the canonical rows of the result, lower-case hex.';
comment on column settlement.runs.trade_count is 'Trades in the result, those of zero quantity and busted ones included.';
comment on column settlement.runs.bust_count is 'Busts in the result.';
comment on column settlement.runs.duplicates is 'Repeated records that were dropped; depends on how the input arrived, not part of the digest.';
comment on column settlement.runs.late is 'Records of an earlier trading day, counted and not settled here; not part of the digest.';
comment on column settlement.runs.started_at is 'When it was registered, by this database''s clock, as are the other times.';
create index runs_by_predecessor on settlement.runs (predecessor_id);
create index runs_by_reference on settlement.runs (reference_hash);

create table settlement.first_offsets (
    run_id       bigint not null references settlement.runs,
    partition    integer not null check (partition >= 0),
    first_offset bigint not null check (first_offset >= 0),
    primary key (run_id, partition)
);
comment on table settlement.first_offsets is 'First offset of each partition that can hold the trading day, frozen at registration: where the settled day before saw a later day, or its end; else the start of the log then.';

create table settlement.epochs (
    run_id     bigint not null references settlement.runs,
    epoch      bigint not null check (epoch >= 1),
    leader     text not null,
    claimed_at timestamptz not null default clock_timestamp(),
    primary key (run_id, epoch)
);
comment on table settlement.epochs is 'Who led a run, and since when.';

create table settlement.barriers (
    run_id     bigint not null references settlement.runs,
    partition  integer not null check (partition >= 0),
    end_offset bigint not null check (end_offset >= 0),
    primary key (run_id, partition)
);
comment on table settlement.barriers is 'The barrier: a run settles exactly the records below these offsets. Written once.';

create table settlement.checkpoints (
    run_id             bigint not null references settlement.runs,
    partition          integer not null check (partition >= 0),
    next_offset        bigint not null check (next_offset >= 0),
    is_sealed          boolean not null,
    has_end_of_session boolean not null,
    image              bytea not null,
    written_at         timestamptz not null default clock_timestamp(),
    primary key (run_id, partition)
);
comment on table settlement.checkpoints is 'The best known book of each partition. A fact, so any settler may write it; a better one replaces it.';
comment on column settlement.checkpoints.next_offset is 'All committed records below it are folded.';
comment on column settlement.checkpoints.is_sealed is 'Folded exactly up to the barrier, and no hole is open.';
comment on column settlement.checkpoints.has_end_of_session is 'The day''s end-of-session record is among them.';
comment on column settlement.checkpoints.image is 'The encoded book.';
-- Images do not compress well and are rewritten whole: storing them apart and uncompressed keeps the row small and the write cheap.
alter table settlement.checkpoints alter column image set storage external;
