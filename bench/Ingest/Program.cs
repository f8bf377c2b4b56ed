using Maas.Ingest;

// Durable ingest of the product beside a bare Kestrel endpoint that only drains the same body; see bench/README.md.
return args switch
{
    ["drain", var url] => await DrainServer.RunAsync(url),
    ["compare", .. var options] => await Comparison.RunAsync(ComparisonOptions.Parse(options)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: dotnet run -c Release --project bench/Ingest -- compare [--seconds N] [--rounds N] [--connections N] [--devices N,N]
               dotnet run -c Release --project bench/Ingest -- drain URL
        Build src/Silo in Release first. Needs wrk on the PATH (Debian: apt-get install wrk).
        """
    );
    return 2;
}
