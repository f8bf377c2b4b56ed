using System.Globalization;
using Amazon.DynamoDBv2;
using Maas.Aws.DynamoDb.Tables;
using Orleans;
using Orleans.Runtime;

namespace Maas.Aws.DynamoDb.Reminders;

/// <summary>A reminder as an item, laid out as the official package does it.</summary>
internal static class ReminderItem
{
    public const string ReminderId = "ReminderId";
    public const string GrainHash = "GrainHash";
    public const string ServiceId = "ServiceId";
    public const string GrainReference = "GrainReference";
    public const string ReminderName = "ReminderName";
    public const string Period = "Period";
    public const string StartTime = "StartTime";
    public const string ETag = "ETag";
    public const string HashIndex = "ServiceIdIndex";
    public const string GrainIndex = "ServiceIdGrainReferenceIndex";

    /// <summary>Without a zone: the official package takes a time with one to local time.</summary>
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffffff";

    public static TableShape Shape { get; } =
        new(
            new(ReminderId, ScalarAttributeType.S),
            new(GrainHash, ScalarAttributeType.N),
            new TableIndex(HashIndex, new(ServiceId, ScalarAttributeType.S), new(GrainHash, ScalarAttributeType.N)),
            new TableIndex(GrainIndex, new(ServiceId, ScalarAttributeType.S), new(GrainReference, ScalarAttributeType.S))
        );

    public static Item Key(string serviceId, GrainId grainId, string reminderName) =>
        new(StringComparer.Ordinal)
        {
            [ReminderId] = Attributes.Text(
                KeyLimits.Expect(
                    $"{serviceId}_{grainId}_{reminderName}",
                    KeyLimits.HashBytesMax,
                    $"a reminder of a grain of type '{grainId.Type}'"
                )
            ),
            [GrainHash] = Attributes.Number(grainId.GetUniformHashCode()),
        };

    /// <summary>Describes the item but for its key and etag.</summary>
    public static Expression Write(string serviceId, ReminderEntry entry) =>
        new Expression()
            .Set(ServiceId, Attributes.Text(serviceId))
            .Set(
                GrainReference,
                Attributes.Text(
                    KeyLimits.Expect(
                        entry.GrainId.ToString(),
                        KeyLimits.RangeBytesMax,
                        $"a grain of type '{entry.GrainId.Type}' that has a reminder"
                    )
                )
            )
            .Set(ReminderName, Attributes.Text(entry.ReminderName))
            .Set(Period, Attributes.Text(entry.Period.ToString("c", CultureInfo.InvariantCulture)))
            .Set(StartTime, Attributes.Text(entry.StartAt.ToString(TimeFormat, CultureInfo.InvariantCulture)));

    /// <exception cref="FormatException">The item is no reminder, or its time is of a culture that nobody noted.</exception>
    public static ReminderEntry Read(Item item) =>
        new()
        {
            GrainId = GrainId.Parse(item.Text(GrainReference) ?? throw new FormatException($"{GrainReference} is missing.")),
            ReminderName = item.Text(ReminderName) ?? throw new FormatException($"{ReminderName} is missing."),
            Period = TimeSpan.Parse(item.Text(Period) ?? "", CultureInfo.InvariantCulture),
            StartAt = DateTime.Parse(
                item.Text(StartTime) ?? "",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
            ),
            ETag = item.Number(ETag) is { } etag ? Attributes.Print(etag) : throw new FormatException($"{ETag} is no integer."),
        };
}
