namespace Maas.SparkJobs.Delta;

/// <summary>The last transaction that an application committed to a table.</summary>
/// <param name="App">The application: for an hour's runs <c>maas/&lt;hour&gt;</c>.</param>
/// <param name="Version">Grows with each of its transactions: the run's attempt.</param>
/// <param name="At">When.</param>
/// <param name="RunId">The run that committed it; null if only a checkpoint tells of it, for those keep no commit information.</param>
/// <param name="CommitVersion">The table's version that it made; null as above.</param>
public sealed record DeltaTransaction(string App, long Version, DateTimeOffset? At, string? RunId, long? CommitVersion);
