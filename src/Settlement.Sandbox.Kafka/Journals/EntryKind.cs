namespace Settlement.Sandbox.Kafka.Journals;

/// <summary>What a record of the journal says. The numbers are in files.</summary>
internal enum EntryKind : byte
{
    TopicCreated = 1,
    TopicDeleted = 2,
    TopicGrown = 3,
    TopicChanged = 4,
    Appended = 5,
    RecordsDeleted = 6,
    ProducerIdGiven = 7,
    ProducerChanged = 8,
    TransactionEnded = 9,
    OffsetsStaged = 10,
    OffsetCommitted = 11,
    OffsetDeleted = 12,
    GroupDeleted = 13,
}
