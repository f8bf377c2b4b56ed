namespace Maas.SparkJobs.Files;

/// <summary>
/// Objects as files that a reader or an engine can open by a path, or by an address where it runs elsewhere. Whoever reads or writes
/// whole files goes through here and need not know where the objects are kept. Thread-safe.
/// </summary>
internal interface ILakeFiles
{
    /// <summary>Opens a lease: files that are fetched through it stay until it is disposed of.</summary>
    IFileLease Lease();

    /// <summary>Where an engine writes the output whose objects shall lie below the folder, a key without a slash at its end.</summary>
    string OutputPath(string folder);

    /// <summary>Makes the output's path ready to be written to, and returns it.</summary>
    string PrepareOutput(string folder);

    /// <summary>
    /// Makes the Parquet files of an output durable objects, below the output's folder by the names that the engine gave them. Files of
    /// other kinds, such as an engine's marks of success, are no part of an output.
    /// </summary>
    Task PublishAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Lets go of an output that is not published: its engine failed. No error when there is none.</summary>
    void Abandon(string folder);
}
