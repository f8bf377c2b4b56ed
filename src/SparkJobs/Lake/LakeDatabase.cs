using DuckDB.NET.Data;
using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Files;
using Maas.Tracking.Objects;
using Microsoft.Extensions.Options;

namespace Maas.SparkJobs.Lake;

/// <summary>The lake for people who ask in SQL: a DuckDB database in memory with a view a table, under the table's name.</summary>
public sealed class LakeDatabase : IDisposable
{
    private readonly StagedFiles _files;
    private readonly IFileLease _lease;

    private LakeDatabase(StagedFiles files, IFileLease lease, DuckDBConnection connection)
    {
        _files = files;
        _lease = lease;
        Connection = connection;
    }

    /// <summary>Open; disposed of with the database.</summary>
    public DuckDBConnection Connection { get; }

    /// <summary>
    /// Opens the lake as it is now: the newest version of each table, which later runs do not change. Takes no lock, so it may read beside
    /// a running service. <c>devices</c> shows every device's present state: the compaction overlaid by the contributions since.
    /// </summary>
    /// <param name="store">Where the lake is.</param>
    /// <param name="scope">Which part of it.</param>
    /// <param name="scratch">A folder of this database's own for copies of objects that are not files here; its user removes it.</param>
    /// <param name="staging">How much may be copied.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="DeltaException">A table's log is damaged.</exception>
    /// <exception cref="BatchStepException">An object is missing, or there is no room for the copies.</exception>
    public static async Task<LakeDatabase> OpenAsync(
        IObjectStore store,
        LakeScope scope,
        ScratchFolder scratch,
        StagingOptions staging,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(time);
        var files = new StagedFiles(store, scratch, Options.Create(staging));
        var lease = files.Lease();
        var connection = new DuckDBConnection("DataSource=:memory:");
        try
        {
            var lake = new LakeCatalog(store, time, Options.Create(new DeltaOptions()));
            var statements = await new LakeSql(store, lake, scope, lease).CreateAsync(cancellationToken).ConfigureAwait(false);
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            foreach (var statement in statements)
            {
                await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is the product's own; values in it are quoted.
                command.CommandText = statement;
#pragma warning restore CA2100
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }

            return new LakeDatabase(files, lease, connection);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            lease.Dispose();
            files.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Connection.Dispose();
        _lease.Dispose();
        _files.Dispose();
    }
}
