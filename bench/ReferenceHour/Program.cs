using DuckDB.NET.Data;
using Maas.ReferenceHour;

// The reference hour through both jobs, beside DuckDB's own copy of the same files to Parquet; see README.md.
switch (args)
{
    case ["prepare", .. var rest]:
        await Preparation.RunAsync(BenchOptions.Parse(rest));
        return 0;
    case ["grow", .. var rest]:
        var grown = BenchOptions.Parse(rest);
        using (var host = new BatchHost(grown.Folder))
        {
            await new GrownLake(host.Store).GrowAsync(grown.Devices);
        }

        return 0;
    case ["compare", .. var rest]:
        using (var connection = new DuckDBConnection("DataSource=:memory:"))
        {
            connection.Open();
            Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, DuckDB {connection.ServerVersion}");
        }

        await new Comparison(BenchOptions.Parse(rest)).RunAsync();
        return 0;
    case ["merge", .. var rest]:
        await MergeBackRun.RunAsync(BenchOptions.Parse(rest));
        return 0;
    default:
        Console.Error.WriteLine(
            "usage: dotnet run -c Release --project bench/ReferenceHour -- prepare|grow|compare|merge [--folder DIR] [--hours N] [--scale S] [--rounds N] [--engine DuckDb|Spark] [--devices N]"
        );
        return 2;
}
