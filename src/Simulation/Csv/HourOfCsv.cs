using System.Text.Json;

namespace Maas.Simulation.Csv;

/// <summary>
/// Writes raw hours of the reference size straight into a folder, as another tool might, for work on the batch: no service is needed.
/// The same options give the same rows.
/// </summary>
public sealed class HourOfCsv
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly HourOfCsvOptions _options;
    private readonly CsvPopulation _population;
    private readonly HourPlan _plan;

    public HourOfCsv(HourOfCsvOptions options)
    {
        _options = options;
        _population = new CsvPopulation(options.Seed);
        _plan = new HourPlan(options);
    }

    /// <summary>Writes the hours and the truth file. Progress gets the share done, 0 to 1.</summary>
    public async Task<HourOfCsvTruth> WriteAsync(IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var hours = new List<HourTruth>();
        for (var hour = 0; hour < _options.Hours; hour++)
        {
            hours.Add(await Task.Run(() => WriteHour(hour, progress, cancellationToken), cancellationToken));
        }

        var truth = new HourOfCsvTruth(_options.Seed, _options.Scale, _options.App, hours);
        await File.WriteAllBytesAsync(_options.TruthPath, JsonSerializer.SerializeToUtf8Bytes(truth, Json), cancellationToken);
        return truth;
    }

    private HourTruth WriteHour(int hour, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var threads = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        var devices = new FileTally[Math.Max(1, _options.Files / 4)];
        Parallel.For(0, devices.Length, threads, file => devices[file] = WriteDevices(hour, file, devices.Length, cancellationToken));

        // Positions are dealt to the files in turn, so up to the shortest file's last round every one of them is written.
        _plan.AddHour((int)devices.Min(static file => file.Rows) * devices.Length);

        var tracking = new FileTally[_options.Files];
        var done = 0;
        Parallel.For(
            0,
            tracking.Length,
            threads,
            file =>
            {
                tracking[file] = WriteTracking(hour, file, cancellationToken);
                progress?.Report((hour + ((double)Interlocked.Increment(ref done) / tracking.Length)) / _options.Hours);
            }
        );
        Verify(tracking);
        return HourTruth.Of(_options.Start + hour, Sum(tracking), Sum(devices), CountDeviceKeys(hour, devices));
    }

    private FileTally WriteDevices(int hour, int file, int files, CancellationToken cancellationToken)
    {
        var rows = new DeviceRows(_options, _population);
        using var target = new CsvFile(Folder("devices", hour), $"simulated-{file:D2}", _options.Gzip);
        var end = (long)(HourOfCsvOptions.ReferenceDeviceBytes * _options.Scale / files);
        var count = 0;
        for (; target.Bytes < end || count == 0; count++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.Write(target.Row, hour, DeviceAt(hour, file + ((long)count * files)));
        }

        return new FileTally(count, target.Bytes, 0, 0, 0);
    }

    private FileTally WriteTracking(int hour, int file, CancellationToken cancellationToken)
    {
        var rows = new TrackingRows(_options, _plan, _population);
        using var target = new CsvFile(Folder("tracking", hour), $"simulated-{file:D2}", _options.Gzip);
        var (position, inHour, ofEarlier, unmatched) = (0, 0, 0, 0);
        for (; target.Bytes < _plan.TrackingBytesAFile; position++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (kind, stranger) = rows.Write(target.Row, new RowPlace(hour, file, position));
            inHour += kind == RowKind.CopyInHour ? 1 : 0;
            ofEarlier += kind == RowKind.CopyOfEarlier ? 1 : 0;
            unmatched += kind == RowKind.Fresh && stranger ? 1 : 0;
        }

        return new FileTally(position, target.Bytes, inHour, ofEarlier, unmatched);
    }

    /// <summary>A copy's original must have been written: the plan's margins say so, and the truth depends on it.</summary>
    private void Verify(FileTally[] tracking)
    {
        var (shortest, longest) = (tracking.Min(static file => file.Rows), tracking.Max(static file => file.Rows));
        if (longest - shortest > _plan.Lag || shortest < _plan.TypicalRowsAFile * 0.9)
        {
            throw new InvalidOperationException(
                $"Files of {shortest} to {longest} rows differ more than the plan's margin of {_plan.Lag}; use a larger scale or fewer files."
            );
        }
    }

    private long CountDeviceKeys(int hour, FileTally[] files)
    {
        var seen = new HashSet<long>();
        for (var file = 0; file < files.Length; file++)
        {
            for (var row = 0L; row < files[file].Rows; row++)
            {
                seen.Add(DeviceAt(hour, file + (row * files.Length)));
            }
        }

        return seen.Count;
    }

    private long DeviceAt(int hour, long position) => (_plan.FirstDevice(hour) + position) % _options.Devices;

    private static FileTally Sum(FileTally[] files) => files.Aggregate(static (left, right) => left + right);

    private string Folder(string stream, int hour) =>
        Path.Combine(_options.Folder, "raw", stream, (_options.Start + hour).Folder.Replace('/', Path.DirectorySeparatorChar));
}
