using Settlement.Benchmarks.Compute;
using Settlement.Benchmarks;

// One verb for each benchmark. What is measured is told as a ratio of two things in one run, so that the machine matters little.
return args switch
{
    ["apiserver", .. var rest] => await ApiServerBenchmark.RunAsync(rest),
    ["compute", .. var rest] => await ComputeBenchmark.RunAsync(rest),
    ["kafka", .. var rest] => await KafkaBenchmark.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run --project tests/Settlement.Benchmarks -c Release -- VERB
          apiserver [OBJECTS]    The embedded API server's start-up in a process and its memory. Default 500.
          compute [TRADES] [PARTITIONS] [--no-sql]    `settlement compute` of a generated day beside the same sums in SQL, and memory. Default 5000000 4.
          kafka [RECORDS]    The embedded broker beside Apache Kafka (KAFKA_HOME): produce and consume records of 100 bytes, and memory. Default 1000000.
        """);
    return 2;
}
