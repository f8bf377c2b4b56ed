using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Maas.Cli.Output;
using Maas.Simulation.Fleet;
using Maas.Simulation.Replay;

namespace Maas.Cli.Commands;

/// <summary><c>maas replay</c>: recorded GPS tracks sent as the events of real devices.</summary>
internal sealed class ReplayCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "CSV with the columns latitude, longitude, track_id, time" };

    private readonly Option<double?> _speed = new Option<double?>("--speed")
    {
        Description = "How many times faster than the trips were; idle times are skipped [default: as fast as the service takes them]",
        HelpName = "N",
    }.Positive();

    private readonly Option<string?> _at = new("--at")
    {
        Description = "When the first fix shall have been, such as 2026-11-22T10:00:00Z [default: the file's own times]",
        HelpName = "TIME",
    };

    private readonly Option<string?> _android = new("--android-models")
    {
        Description = "JSON list of Android models, model → brand and name [default: the built-in list]",
        HelpName = "FILE",
    };

    private readonly Option<string?> _apple = new("--ios-models")
    {
        Description = "JSON list of Apple models, identifier → name [default: the built-in list]",
        HelpName = "FILE",
    };

    private readonly SendingOptions _sending = new();

    public static Command Create(CliEnvironment environment, GlobalOptions global)
    {
        var settings = new ReplayCommand();
        var command = new ExampleCommand(
            "replay",
            "Send recorded GPS tracks: each track is a device with a real model, each fix an event. Replaying again adds nothing",
            "maas replay gps_tracks.csv",
            "maas replay gps_tracks.csv --android-models android_models.json --ios-models ios_models.json",
            "maas replay gps_tracks.csv --speed 60 --at 2026-11-22T10:00:00Z"
        )
        {
            settings._file,
        };
        Option[] own = [settings._speed, settings._at, settings._android, settings._apple];
        foreach (var option in own.Concat(settings._sending.All))
        {
            command.Options.Add(option);
        }

        command.SetAction(
            async (parsed, cancellationToken) => (int)await settings.RunAsync(environment, global, parsed, cancellationToken)
        );
        return command;
    }

    private async Task<ExitCode> RunAsync(
        CliEnvironment environment,
        GlobalOptions global,
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        var file = parsed.GetRequiredValue(_file);
        var tracks = Read(file, stream => GpsTracksReader.Read(new StreamReader(stream)));
        var options = new ReplayOptions
        {
            WriteKey = global.WriteKey(parsed),
            Speed = parsed.GetValue(_speed),
            FirstFixAt = FirstFixAt(parsed),
            Models = Models(parsed),
        };
        using var source = new TrackReplay(tracks, options, environment.Time);
        foreach (var line in tracks.Skipped.Take(5))
        {
            await environment.Error.WriteLineAsync($"maas: {file} line {line.Line} is passed over: {line.Reason}.");
        }

        var about = new
        {
            File = Path.GetFullPath(file),
            Tracks = tracks.Tracks.Count,
            tracks.Fixes,
            SkippedLines = tracks.Skipped.Count,
            FirstDeviceKey = source.DeviceKeys[0],
        };
        var code = await _sending.SendAsync(environment, global, parsed, source, null, about, cancellationToken);
        if (!global.Json(parsed))
        {
            await environment.Out.WriteLineAsync(
                $"  {tracks.Tracks.Count} trips, {Formats.Count(tracks.Fixes)} fixes, {tracks.Skipped.Count} lines passed over; one of the devices: {source.DeviceKeys[0]}"
            );
        }

        return code;
    }

    private DateTimeOffset? FirstFixAt(ParseResult parsed)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (parsed.GetValue(_at) is not { } text)
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var at)
            ? at
            : throw new CliException(ExitCode.Usage, $"'{text}' is no time. Write --at like 2026-11-22T10:00:00Z.");
    }

    private IReadOnlyList<PhoneModel> Models(ParseResult parsed)
    {
        IReadOnlyList<PhoneModel> android = parsed.GetValue(_android) is { } droids ? Read(droids, ModelLists.ReadAndroid) : [];
        IReadOnlyList<PhoneModel> apple = parsed.GetValue(_apple) is { } apples ? Read(apples, ModelLists.ReadApple) : [];
        if (android.Count + apple.Count == 0)
        {
            return PhoneModels.All;
        }

        // Half of each, however long the lists are: the pick is even over the joined list.
        var length = Math.Max(android.Count, apple.Count);
        return [.. Stretch(android, length), .. Stretch(apple, length)];
    }

    private static IEnumerable<PhoneModel> Stretch(IReadOnlyList<PhoneModel> models, int length) =>
        models.Count == 0 ? [] : Enumerable.Range(0, length).Select(at => models[at % models.Count]);

    private static T Read<T>(string file, Func<Stream, T> read)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return read(stream);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException(ExitCode.NotFound, $"There is no file {file}.");
        }
        catch (Exception failure) when (failure is InvalidDataException or JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failed, $"{file} cannot be read: {failure.Message}");
        }
    }
}
