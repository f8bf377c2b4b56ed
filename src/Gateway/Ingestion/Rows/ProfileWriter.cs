using System.Security.Cryptography;
using Maas.Gateway.Ingestion.Parsing;
using Maas.Tracking.Csv;
using Maas.Tracking.Devices;
using Maas.Tracking.Identity;

namespace Maas.Gateway.Ingestion.Rows;

/// <summary>Writes an event's device profile as the CSV fragment of <see cref="ProfileFields"/>.</summary>
internal static class ProfileWriter
{
    public static void Write(RowBuffer target, EventBatch batch, ref EventFields fields, ref ResolvedEvent resolved)
    {
        target.Append(DevicePlatforms.Token(resolved.Platform));
        Text(target, batch, ref fields, Field.OsName);
        Text(target, batch, ref fields, Field.OsVersion);
        Text(target, batch, ref fields, Field.DeviceManufacturer);
        Text(target, batch, ref fields, Field.DeviceModel);
        Text(target, batch, ref fields, Field.DeviceVersion);
        Text(target, batch, ref fields, Field.AppVersion);
        Text(target, batch, ref fields, Field.Locale);
        Text(target, batch, ref fields, Field.Timezone);
        Text(target, batch, ref fields, Field.NetworkCarrier);
        target.Append(CsvFields.Comma);
        WriteScreen(target, batch, ref fields);
        target.Append(CsvFields.Comma);
        WriteTokenHash(target, batch.Text(fields[Field.DeviceToken]));
        Text(target, batch, ref fields, Field.UserId);
    }

    /// <summary>Writes <c>390x844</c>, or with the density <c>390x844x3</c>.</summary>
    private static void WriteScreen(RowBuffer target, EventBatch batch, ref EventFields fields)
    {
        if (fields[Field.ScreenWidth].Length == 0 && fields[Field.ScreenHeight].Length == 0)
        {
            return;
        }

        CsvFields.WriteText(target, batch.Text(fields[Field.ScreenWidth]));
        target.Append((byte)'x');
        CsvFields.WriteText(target, batch.Text(fields[Field.ScreenHeight]));
        if (fields[Field.ScreenDensity].Length > 0)
        {
            target.Append((byte)'x');
            CsvFields.WriteText(target, batch.Text(fields[Field.ScreenDensity]));
        }
    }

    /// <summary>A push token lets anyone with the app's credentials reach the person, so only its hash is kept.</summary>
    private static void WriteTokenHash(RowBuffer target, ReadOnlySpan<byte> token)
    {
        if (!token.IsEmpty)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(token, hash);
            Convert.TryToHexStringLower(hash, target.GetSpan(hash.Length * 2), out var written);
            target.Advance(written);
        }
    }

    private static void Text(RowBuffer target, EventBatch batch, ref EventFields fields, Field field)
    {
        target.Append(CsvFields.Comma);
        CsvFields.WriteText(target, batch.Text(fields[field]));
    }
}
