using System.CommandLine;
using Maas.Cli.Output;
using Maas.Simulation.Csv;
using Maas.Tracking.Time;
using Spectre.Console;

namespace Maas.Cli.Commands;

/// <summary>The side of <c>maas simulate</c> that writes raw hours to a folder and needs no service.</summary>
internal sealed class SimulatedHours
{
    private readonly Option<string?> _folder = new("--hour-of-csv")
    {
        Description = "Write raw hours of the reference size (872.1 MiB + 24.5 MiB) under this folder's raw/, and send nothing",
        HelpName = "FOLDER",
    };

    private readonly Option<string?> _from = new("--from")
    {
        Description = "With --hour-of-csv: the first hour, such as 2026-11-22T10 [default: so that the last hour is over]",
        HelpName = "HOUR",
    };

    private readonly Option<int> _hours = Number("--hours", "how many consecutive hours", 1);
    private readonly Option<int> _files = Number("--files", "tracking files an hour", 8);
    private readonly Option<double> _scale = Number("--scale", "size of each hour as a share of the reference", 1.0);
    private readonly Option<bool> _plain = new("--plain") { Description = "With --hour-of-csv: write .csv, not .csv.gz" };

    public IEnumerable<Option> All => [_folder, _from, _hours, _files, _scale, _plain];

    public bool AreAskedFor(ParseResult parsed) => parsed.GetValue(_folder) is not null;

    public async Task<ExitCode> WriteAsync(
        CliEnvironment environment,
        ParseResult parsed,
        int? devices,
        long seed,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var hours = parsed.GetValue(_hours);
        var options = new HourOfCsvOptions
        {
            Folder = Path.GetFullPath(parsed.GetValue(_folder)!),
            Start = Start(parsed, environment.Time.GetUtcNow(), hours),
            Hours = hours,
            Scale = parsed.GetValue(_scale),
            Files = parsed.GetValue(_files),
            Gzip = !parsed.GetValue(_plain),
            Seed = seed,
        };
        options = devices is { } given ? options with { Devices = given } : options;
        var begun = environment.Time.GetTimestamp();
        var truth = await ShareProgressBar.RunAsync(
            environment,
            "writing raw hours",
            progress => new HourOfCsv(options).WriteAsync(progress, cancellationToken)
        );
        if (json)
        {
            await CliJson.WriteAsync(environment.Out, truth);
        }
        else
        {
            await ReportAsync(environment, truth, options, environment.Time.GetElapsedTime(begun));
        }

        return ExitCode.Ok;
    }

    private static Task ReportAsync(CliEnvironment environment, HourOfCsvTruth truth, HourOfCsvOptions options, TimeSpan elapsed)
    {
        var table = new TextTable(
            "hour",
            ">rows",
            ">bytes",
            ">matched",
            ">unmatched",
            ">copies in hour",
            ">of earlier hours",
            ">device rows"
        );
        foreach (var hour in truth.Hours)
        {
            table.Add(
                hour.Hour,
                Formats.Count(hour.TrackingRows),
                Formats.Bytes(hour.TrackingBytes),
                Formats.Count(hour.Matched),
                Formats.Count(hour.Unmatched),
                Formats.Count(hour.DuplicatesInHour),
                Formats.Count(hour.DuplicatesOfEarlierHours),
                Formats.Count(hour.DeviceRows)
            );
        }

        table.Write(environment);
        return environment.Out.WriteLineAsync($"Written in {Formats.Duration(elapsed)}; the exact counts are in {options.TruthPath}");
    }

    private HourWindow Start(ParseResult parsed, DateTimeOffset now, int hours)
    {
        if (parsed.GetValue(_from) is not { } text)
        {
            return HourWindow.Of(now) - hours;
        }

        return HourWindow.TryParse(text, out var hour)
            ? hour
            : throw new CliException(ExitCode.Usage, $"'{text}' is no hour. Write --from like 2026-11-22T10.");
    }

    private static Option<T> Number<T>(string name, string what, T value) =>
        new Option<T>(name)
        {
            Description = $"With --hour-of-csv: {what}",
            HelpName = "N",
            DefaultValueFactory = _ => value,
        }.Positive();
}
