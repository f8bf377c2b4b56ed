namespace Maas.EmrStandIn;

/// <summary>Given on the command line (<c>--Folder /srv/s3</c>) or in the environment.</summary>
internal sealed class EmrStandInOptions
{
    /// <summary>The folder behind the S3 server: an object KEY of bucket B is the file FOLDER/B/KEY. Needed unless steps are pretended.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The Spark that executes steps. Default <c>SPARK_HOME</c>.</summary>
    public string Spark { get; set; } = Environment.GetEnvironmentVariable("SPARK_HOME") ?? "";

    /// <summary>Spark's master. Default <c>local[2]</c>.</summary>
    public string Master { get; set; } = "local[2]";

    /// <summary>How long a cluster stays in each state that it passes through. Default a second; on AWS it is minutes.</summary>
    public TimeSpan StateTime { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Steps end well at once, without Spark. Default false.</summary>
    public bool PretendSteps { get; set; }

    public void Validate()
    {
        if (PretendSteps)
        {
            return;
        }

        if (!Directory.Exists(Folder))
        {
            throw new ArgumentException($"Folder is '{Folder}': give --Folder the folder behind the S3 server, or --PretendSteps true.");
        }

        if (!File.Exists(Path.Combine(Spark, "bin", "spark-sql")))
        {
            throw new ArgumentException($"Spark is '{Spark}': set SPARK_HOME to a Spark 3.5 with Delta Lake, or give --PretendSteps true.");
        }
    }
}
