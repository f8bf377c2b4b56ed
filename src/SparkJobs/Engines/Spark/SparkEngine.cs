using System.Text.Json;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Jobs;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Engines.Spark;

/// <summary>Executes plans on a Spark: as scripts, whose rows come back as files of JSON beside the run.</summary>
internal sealed class SparkEngine(ILakeFiles files, IObjectStore store, ISparkRunner runner, IBatchEngine? housekeeper = null)
    : IBatchEngine
{
    private const string JsonEnding = ".json";

    private readonly SparkScripts _scripts = new(files.OutputPath);

    public string Name => runner.Name;

    public ILakeFiles Files => files;

    public IBatchEngine Housekeeper => housekeeper ?? this;

    public string Describe(RunPlan plan) =>
        string.Join('\n', _scripts.Write(plan, runner.WorkFolder(plan.Name)).Select(script => $"-- Job {script.Job}\n{script.Text}"));

    public async Task<EngineResult> ExecuteAsync(RunPlan plan, IRunProgress progress, CancellationToken cancellationToken)
    {
        foreach (var step in plan.Steps.Where(step => step.Kind == StepKind.Output))
        {
            files.PrepareOutput(step.Folder);
        }

        var scripts = _scripts.Write(plan, runner.WorkFolder(plan.Name));
        var run = new SparkRun(plan.Name, plan.Order, plan.Folder, plan.LogKey, scripts, plan.IsTakenUp);
        var steps = await runner.RunAsync(run, progress, cancellationToken).ConfigureAwait(false);
        Dictionary<string, IReadOnlyList<object?[]>> rows = new(StringComparer.Ordinal);
        foreach (var step in plan.Steps.Where(step => step.Kind == StepKind.Rows))
        {
            rows[step.Target] = await ReadRowsAsync(SparkScripts.RowsFolder(plan, step), cancellationToken).ConfigureAwait(false);
        }

        return new EngineResult(steps, rows);
    }

    public Task<bool> HasBegunAsync(RunOrder order, CancellationToken cancellationToken) => runner.HasBegunAsync(order, cancellationToken);

    public Task<bool> CanResumeAsync(RunOrder order, CancellationToken cancellationToken) =>
        runner.CanResumeAsync(order, cancellationToken);

    public Task<IReadOnlyList<RunOrder>> ListAtWorkAsync(CancellationToken cancellationToken) => runner.ListAtWorkAsync(cancellationToken);

    public Task EndAsync(RunOrder order, string because, CancellationToken cancellationToken) =>
        runner.EndAsync(order, because, cancellationToken);

    /// <summary>The rows of a folder, from where Spark wrote it: on this machine, or as objects.</summary>
    private async Task<IReadOnlyList<object?[]>> ReadRowsAsync(string folder, CancellationToken cancellationToken)
    {
        List<object?[]> rows = [];
        var place = files.OutputPath(folder);
        if (Path.IsPathFullyQualified(place))
        {
            foreach (var path in Directory.EnumerateFiles(place, $"*{JsonEnding}").Order(StringComparer.Ordinal))
            {
                await ReadLinesAsync(File.OpenRead(path)).ConfigureAwait(false);
            }
        }
        else
        {
            await foreach (var item in store.ListAsync($"{folder}/", cancellationToken).ConfigureAwait(false))
            {
                if (!item.Key.EndsWith(JsonEnding, StringComparison.Ordinal))
                {
                    continue;
                }

                var stream = await store.OpenReadAsync(item.Key, cancellationToken).ConfigureAwait(false);
                await ReadLinesAsync(stream ?? throw new BatchStepException("read rows", $"{item.Key} is gone.")).ConfigureAwait(false);
            }
        }

        files.Abandon(folder);
        return rows;

        async Task ReadLinesAsync(Stream stream)
        {
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                rows.Add(Parse(line));
            }
        }
    }

    private static object?[] Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return
        [
            .. document
                .RootElement.EnumerateObject()
                .Select(field =>
                    field.Value.ValueKind switch
                    {
                        JsonValueKind.Null => null,
                        JsonValueKind.Number => (object)field.Value.GetInt64(),
                        _ => field.Value.GetString(),
                    }
                ),
        ];
    }
}
