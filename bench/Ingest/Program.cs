using Maas.Ingest;

// Durable ingest of the product beside bare Kestrel endpoints that drain the same body, or make it durable as it came; see README.md.
return args switch
{
    ["drain", var url] => await BareServer.DrainAsync(url),
    ["keep", var url, var path] => await BareServer.KeepAsync(url, path),
    ["compare", .. var options] => await Comparison.RunAsync(ComparisonOptions.Parse(options)),
    ["lookups", .. var options] => await LookUps.RunAsync(ComparisonOptions.Parse(options)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: dotnet run -c Release --project bench/Ingest -- compare [--seconds N] [--rounds N] [--warm N] [--connections N] [--devices N,N]
               dotnet run -c Release --project bench/Ingest -- lookups [the same options]
               dotnet run -c Release --project bench/Ingest -- drain URL
               dotnet run -c Release --project bench/Ingest -- keep URL FILE
        Build src/Silo in Release first. Needs wrk on the PATH (Debian: apt-get install wrk).
        """
    );
    return 2;
}
