using Settlement.Benchmarks;

// One verb for each benchmark. What is measured is told as a ratio of two things in one run, so that the machine matters little.
return args switch
{
    ["kafka", .. var rest] => await KafkaBenchmark.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run --project tests/Settlement.Benchmarks -c Release -- VERB
          kafka [RECORDS]    The embedded broker beside Apache Kafka (KAFKA_HOME): produce and consume records of 100 bytes, and memory. Default 1000000.
        """);
    return 2;
}
