using Maas.Tracking.Time;

namespace Maas.Tracking.Delivery;

/// <summary>The three kinds of rows that delivery keeps apart, in the order in which those of one append become durable.</summary>
public enum RawStream
{
    Devices,
    Tracking,
    Rejected,
}

public static class RawStreams
{
    public static IReadOnlyList<RawStream> All { get; } = [RawStream.Devices, RawStream.Tracking, RawStream.Rejected];

    /// <summary>The streams that runs read.</summary>
    public static IReadOnlyList<RawStream> OfRuns { get; } = [RawStream.Devices, RawStream.Tracking];

    public static string Name(this RawStream stream) =>
        stream switch
        {
            RawStream.Devices => "devices",
            RawStream.Tracking => "tracking",
            _ => "rejected",
        };

    /// <summary>The key of the stream's folder, without a slash at its end.</summary>
    public static string Root(this RawStream stream) => stream == RawStream.Rejected ? "rejected" : $"raw/{stream.Name()}";

    /// <summary>The key of the stream's folder of an hour, without a slash at its end.</summary>
    public static string Folder(this RawStream stream, HourWindow hour) => $"{stream.Root()}/{hour.Folder}";
}
