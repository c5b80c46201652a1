namespace Settlement.Sandbox.Kafka.Logs;

/// <summary>A topic with its partitions and the settings that the broker heeds.</summary>
internal sealed class Topic
{
    private readonly List<Partition> _partitions = [];

    public Topic(string name, Guid id, int partitions, IReadOnlyDictionary<string, string> settings)
    {
        (Name, Id) = (name, id);
        Settings = new Dictionary<string, string>(settings);
        Grow(partitions);
    }

    public string Name { get; }

    public Guid Id { get; }

    public IReadOnlyList<Partition> Partitions => _partitions;

    /// <summary>What was set for this topic, by Kafka's names.</summary>
    public Dictionary<string, string> Settings { get; }

    /// <summary>How many bytes of each partition are kept, or -1 for all.</summary>
    public long RetentionBytes => Setting(TopicSettings.RetentionBytes);

    public int MessageBytesMax => (int)Setting(TopicSettings.MaxMessageBytes);

    public Partition? Partition(int index) => index >= 0 && index < _partitions.Count ? _partitions[index] : null;

    public void Grow(int count)
    {
        while (_partitions.Count < count)
        {
            _partitions.Add(new Partition(this, _partitions.Count));
        }
    }

    private long Setting(string name) => long.Parse(Settings[name], System.Globalization.CultureInfo.InvariantCulture);
}
