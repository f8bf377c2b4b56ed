using System.Globalization;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Delta;

/// <summary>Makes the log entry that applies a commit to one version of a table.</summary>
internal static class DeltaEntry
{
    /// <exception cref="DeltaException">The commit does not fit the table.</exception>
    public static ReadOnlyMemory<byte> Build(
        DeltaSnapshot snapshot,
        DeltaTableDefinition definition,
        DeltaCommit commit,
        DeltaOptions options,
        string commitId,
        DateTimeOffset now
    )
    {
        if (snapshot.Protocol.MinWriterVersion > DeltaProtocol.Supported.MinWriterVersion)
        {
            throw new DeltaException(
                $"Table {definition.Name} needs a writer of Delta protocol {snapshot.Protocol.MinWriterVersion}; this one understands {DeltaProtocol.Supported.MinWriterVersion}."
            );
        }

        var removes = snapshot.Files.Where(commit.Replaces).ToList();
        if (removes.Count > 0 && snapshot.Metadata!.Configuration.TryGetValue("delta.appendOnly", out var only) && only == "true")
        {
            throw new DeltaException($"Table {definition.Name} is append-only (delta.appendOnly), so files cannot be removed from it.");
        }

        var adds = commit.Adds.Select(file => Add(snapshot, definition, commit, file, now)).ToList();

        using var writer = new DeltaActionWriter();
        writer.CommitInfo(Facts(snapshot, commit, commitId, removes.Count, now));
        if (snapshot.Metadata is null)
        {
            writer.Protocol(DeltaProtocol.Supported);
            writer.Metadata(NewMetadata(definition, options, now));
        }
        else if (DeltaSchema.Evolve(snapshot.Metadata, definition) is { } schema)
        {
            writer.Metadata(snapshot.Metadata with { SchemaString = schema });
        }

        if (commit.TransactionApp is { } app)
        {
            writer.Transaction(new DeltaTransaction(app, commit.TransactionVersion, now, null, null));
        }

        foreach (var file in removes)
        {
            writer.Remove(new DeltaTombstone(file.Path, file.EncodedPath, now, file.PartitionValues, file.Bytes), commit.DataChange);
        }

        foreach (var file in adds)
        {
            writer.Add(file, commit.DataChange);
        }

        return writer.Written;
    }

    private static DeltaFile Add(
        DeltaSnapshot snapshot,
        DeltaTableDefinition definition,
        DeltaCommit commit,
        DataFile file,
        DateTimeOffset now
    )
    {
        if (snapshot.FilesByPath.ContainsKey(file.Path))
        {
            throw new DeltaException(
                $"File {file.Path} is already part of table {definition.Name}; every attempt writes files of its own."
            );
        }

        foreach (var name in file.PartitionValues.Keys)
        {
            if (!definition.PartitionColumns.Contains(name, StringComparer.Ordinal))
            {
                throw new DeltaException($"File {file.Path} has a value of {name}, by which table {definition.Name} is not partitioned.");
            }
        }

        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var name in definition.PartitionColumns)
        {
            var value = file.PartitionValues.GetValueOrDefault(name);
            values[name] = value is { Length: > 0 } ? value : null;
            if (values[name] is null && !definition.Columns.Single(column => column.Name == name).Nullable)
            {
                throw new DeltaException($"File {file.Path} has no value of partition column {name}, which table {definition.Name} needs.");
            }
        }

        var stats = file.Statistics is { Length: > 0 } text ? text : null;
        return new DeltaFile(file.Path, DeltaPaths.Encode(file.Path), values, file.Bytes, now, stats, commit.Tags);
    }

    private static DeltaMetadata NewMetadata(DeltaTableDefinition definition, DeltaOptions options, DateTimeOffset now) =>
        new(
            Guid.NewGuid().ToString(),
            definition.Name,
            definition.Description,
            DeltaSchema.Format(definition.Columns),
            definition.PartitionColumns,
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["delta.checkpointInterval"] = options.CheckpointInterval.ToString(CultureInfo.InvariantCulture),
                ["delta.logRetentionDuration"] = Interval(options.LogRetention),
                ["delta.deletedFileRetentionDuration"] = Interval(options.DeletedFileRetention),
            },
            now
        );

    private static string Interval(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"interval {(long)time.TotalSeconds} seconds");

    private static DeltaCommitFacts Facts(DeltaSnapshot snapshot, DeltaCommit commit, string commitId, long removed, DateTimeOffset now)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["mode"] = removed > 0 ? "Overwrite" : "Append" };
        if (commit.TransactionApp is { } app)
        {
            parameters["transaction"] = app;
            parameters["attempt"] = commit.TransactionVersion.ToString(CultureInfo.InvariantCulture);
        }

        return new DeltaCommitFacts(
            now,
            commit.Operation,
            parameters,
            snapshot.Version,
            commit.RunId,
            commitId,
            commit.Adds.Count,
            removed,
            commit.Adds.Sum(file => file.Rows),
            commit.Adds.Sum(file => file.Bytes)
        );
    }
}
