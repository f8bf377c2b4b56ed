using System.IO.Hashing;
using System.Text;
using System.Text.Unicode;
using Maas.Gateway.Ingestion.Json;
using Maas.Gateway.Ingestion.Parsing;
using Maas.Tracking.Consent;
using Maas.Tracking.Csv;
using Maas.Tracking.Identity;
using Maas.Tracking.Time;

namespace Maas.Gateway.Ingestion.Rows;

/// <summary>Decides all about a request's events before the first row is written: which are set aside, whose they are, when they happened.</summary>
internal readonly ref struct EventResolver(EventBatch batch, RequestFacts request, IngestRules rules)
{
    private const int GuidLength = 36;

    /// <param name="isUtf8">False when the body as a whole is not UTF-8, so that each event must be looked at.</param>
    /// <returns>How many events are set aside; −1 when what is wrong with the body lies outside any event.</returns>
    public int Resolve(bool isUtf8)
    {
        batch.BeginResolving();
        ref var shared = ref batch.Table.Shared;
        Unescape(ref shared);
        var sharedSentAt = Instant(shared[Field.SentAt]);
        var rejected = 0;
        var badBytes = 0;
        var events = batch.Table.Events;
        for (var index = 0; index < events.Length; index++)
        {
            ref var fields = ref events[index];
            ref var resolved = ref batch.Resolved[index];
            resolved = default;
            var isValid = isUtf8 || Utf8.IsValid(batch.Text(fields[Field.Message]));
            resolved.Reject = isValid ? ResolveOne(index, sharedSentAt) : RejectReason.InvalidUtf8;
            badBytes += isValid ? 0 : 1;
            if (resolved.Reject == RejectReason.None)
            {
                batch.Devices.Add(batch, index);
            }
            else
            {
                NoteConsent(ref fields, ref resolved);
                rejected++;
            }
        }

        return isUtf8 || (badBytes > 0 && IsValidOutside(events)) ? rejected : -1;
    }

    /// <summary>Whether the body is UTF-8 but for its events.</summary>
    private bool IsValidOutside(ReadOnlySpan<EventFields> events)
    {
        var at = 0;
        foreach (ref readonly var fields in events)
        {
            var span = fields.Get(Field.Message);
            if (!Utf8.IsValid(batch.Body[at..span.Start]))
            {
                return false;
            }

            at = span.End;
        }

        return Utf8.IsValid(batch.Body[at..]);
    }

    /// <summary>What consent a rejected event states, itself or with its batch, decides whether its JSON is kept.</summary>
    private void NoteConsent(ref EventFields fields, ref ResolvedEvent resolved)
    {
        AddShared(ref fields);
        resolved.Consent = ReadConsent(fields[Field.Consent]);
    }

    private RejectReason ResolveOne(int index, long sharedSentAt)
    {
        ref var fields = ref batch.Table.Events[index];
        ref var resolved = ref batch.Resolved[index];
        var message = fields[Field.Message];
        if (message.Kind != JsonKind.Object)
        {
            return RejectReason.NotAnObject;
        }

        Unescape(ref fields);
        AddShared(ref fields);
        var size = message.Length;
        if (size > rules.EventBytesMax)
        {
            return RejectReason.TooLarge;
        }

        resolved.Type = request.Type == EventType.Unknown ? EventTypes.Parse(Text(ref fields, Field.Type)) : request.Type;
        if (resolved.Type == EventType.Unknown)
        {
            return RejectReason.UnknownType;
        }

        var reject = ResolveIdentity(ref fields, ref resolved);
        if (reject == RejectReason.None)
        {
            ResolveTimes(ref fields, ref resolved, sharedSentAt);
            ResolveDevice(index, ref fields, ref resolved);
            FixRules.Resolve(batch, ref fields, ref resolved);
            resolved.Says = WhatItSays(ref fields, ref resolved);
        }

        return reject;
    }

    private RejectReason ResolveIdentity(ref EventFields fields, ref ResolvedEvent resolved)
    {
        var messageId = fields[Field.MessageId];
        if (messageId.Length == 0)
        {
            var start = batch.Scratch.Length;
            rules.NewMessageId().TryFormat(batch.Scratch.GetSpan(GuidLength), out var written);
            batch.Scratch.Advance(written);
            messageId = batch.ScratchFrom(start);
        }
        else if (
            messageId.Length > IngestRules.MessageIdLengthMax
            && Encoding.UTF8.GetCharCount(batch.Text(messageId)) > IngestRules.MessageIdLengthMax
        )
        {
            return RejectReason.InvalidMessageId;
        }

        resolved.MessageId = messageId;
        resolved.MessageHash = XxHash3.HashToUInt64(batch.Text(messageId));
        return ResolveDeviceKey(ref fields, ref resolved);
    }

    private RejectReason ResolveDeviceKey(ref EventFields fields, ref ResolvedEvent resolved)
    {
        var key = fields[Field.DeviceId];
        if (key.Length == 0)
        {
            key = fields[Field.AnonymousId];
        }

        if (key.Length == 0 && fields[Field.UserId].Length > 0)
        {
            var userId = fields[Field.UserId];
            var start = batch.Scratch.Length;
            var target = batch.Scratch.GetSpan(userId.Length + 5);
            "user:"u8.CopyTo(target);
            batch.Text(userId).CopyTo(target[5..]);
            batch.Scratch.Advance(userId.Length + 5);
            key = batch.ScratchFrom(start);
        }

        resolved.DeviceKey = key;
        if (key.Length == 0)
        {
            return RejectReason.NoDeviceKey;
        }

        return key.Length <= rules.DeviceKeyBytesMax && !HasControls(batch.Text(key)) ? RejectReason.None : RejectReason.InvalidDeviceKey;
    }

    private void ResolveTimes(ref EventFields fields, ref ResolvedEvent resolved, long sharedSentAt)
    {
        resolved.SentAt = batch.Table.Shared[Field.SentAt].IsAbsent ? Instant(fields[Field.SentAt]) : sharedSentAt;
        resolved.OriginalSource = Field.OriginalTimestamp;
        resolved.OriginalAt = Instant(fields[Field.OriginalTimestamp]);
        if (resolved.OriginalAt == ResolvedEvent.NoTime)
        {
            resolved.OriginalAt = Instant(fields[Field.Timestamp]);
            resolved.OriginalSource = resolved.OriginalAt == ResolvedEvent.NoTime ? Field.Unknown : Field.Timestamp;
        }

        resolved.OriginalIsText =
            resolved.OriginalSource != Field.Unknown && Timestamps.IsTextForm(Text(ref fields, resolved.OriginalSource));
        resolved.EventAt = DeviceClock.EventTime(
            request.ReceivedAt,
            resolved.SentAt == ResolvedEvent.NoTime ? null : resolved.SentAt,
            resolved.OriginalAt == ResolvedEvent.NoTime ? null : resolved.OriginalAt
        );
    }

    private long Instant(JsonSpan value)
    {
        var text = batch.Text(value);
        var known = value.Kind switch
        {
            JsonKind.Text or JsonKind.ScratchText => Instants.TryParseIso(text, out var micros) ? micros : ResolvedEvent.NoTime,
            JsonKind.Number => DecimalText.TryParse(text, out var number) && Instants.TryFromEpochMilliseconds(number, out var micros)
                ? micros
                : ResolvedEvent.NoTime,
            _ => ResolvedEvent.NoTime,
        };
        return known;
    }

    private void ResolveDevice(int index, ref EventFields fields, ref ResolvedEvent resolved)
    {
        if (index > 0 && IsResolvedAlike(ref fields, index - 1))
        {
            ref var before = ref batch.Resolved[index - 1];
            (resolved.Consent, resolved.Platform, resolved.Ids) = (before.Consent, before.Platform, before.Ids);
            return;
        }

        resolved.Consent = ReadConsent(fields[Field.Consent]);
        resolved.Platform = DevicePlatforms.Of(
            Text(ref fields, Field.OsName),
            Text(ref fields, Field.DeviceType),
            Text(ref fields, Field.LibraryName)
        );
        var status = fields[Field.TrackingStatus].Length > 0 ? Field.TrackingStatus : Field.AttTrackingStatus;
        var decision = AdvertisingIdRules.Decide(
            new AdvertisingStatement
            {
                Platform = resolved.Platform,
                HasAdvertisingId = !fields[Field.AdvertisingId].IsAbsent,
                AdvertisingId = Text(ref fields, Field.AdvertisingId),
                AdTrackingEnabled = ReadSwitch(fields[Field.AdTrackingEnabled]),
                Authorization = AdvertisingIdRules.ReadAuthorization(Text(ref fields, status)),
                DeviceId = Text(ref fields, Field.DeviceId),
                Manufacturer = Text(ref fields, Field.DeviceManufacturer),
            }
        );
        resolved.Ids = resolved.Consent.HasFlag(ConsentDenials.Advertising) ? AdvertisingIdDecision.Withdrawn : decision;
    }

    /// <summary>Whether another event, which has been resolved, says the same of its device in the same places.</summary>
    private bool IsResolvedAlike(ref EventFields fields, int other)
    {
        ref readonly var said = ref batch.Table.Events[other];
        return batch.Resolved[other].Reject == RejectReason.None
            && fields.IsSame(in said, Field.Consent, Field.OsVersion)
            && fields.IsSame(in said, Field.LibraryName, Field.LibraryName);
    }

    private bool? ReadSwitch(JsonSpan value) =>
        value.Kind switch
        {
            JsonKind.True => true,
            JsonKind.False => false,
            JsonKind.Absent => null,
            _ => Ascii.EqualsIgnoreCase(batch.Text(value), "true"u8) || batch.Text(value).SequenceEqual("1"u8) ? true
            : Ascii.EqualsIgnoreCase(batch.Text(value), "false"u8) || batch.Text(value).SequenceEqual("0"u8) ? false
            : null,
        };

    /// <summary>Reads <c>{"categoryPreferences":{"analytics":false,…}}</c>. Consent is stated once a category of concern is named.</summary>
    private ConsentDenials ReadConsent(JsonSpan consent)
    {
        var denials = ConsentDenials.None;
        if (consent.IsAbsent)
        {
            return denials;
        }

        foreach (var outer in new JsonMembers(batch.Padded, consent))
        {
            if (!outer.Name.SequenceEqual("categoryPreferences"u8) || outer.Value.Kind != JsonKind.Object)
            {
                continue;
            }

            foreach (var category in new JsonMembers(batch.Padded, outer.Value))
            {
                var purpose = rules.Consent.PurposeOf(category.Name);
                var isChoice = category.Value.Kind is JsonKind.True or JsonKind.False;
                if (purpose != ConsentDenials.None && isChoice)
                {
                    denials |= ConsentDenials.Stated | (category.Value.Kind == JsonKind.False ? purpose : ConsentDenials.None);
                }
            }
        }

        return denials;
    }

    private static Says WhatItSays(ref EventFields fields, ref ResolvedEvent resolved)
    {
        var says = resolved.Consent.HasFlag(ConsentDenials.Stated) ? Says.Consent : Says.Nothing;
        if (resolved.Consent.HasFlag(ConsentDenials.Analytics))
        {
            return says;
        }

        if (HasProfile(ref fields))
        {
            says |= Says.Profile;
        }
        else if (fields[Field.UserId].Length > 0)
        {
            says |= Says.UserIdOnly;
        }

        if (resolved.Ids != AdvertisingIdDecision.NotStated)
        {
            says |= Says.Ids;
        }

        if (Settings.AreStated(ref fields))
        {
            says |= Says.Settings;
        }

        if (resolved.FixSource != Field.Unknown && !resolved.Consent.HasFlag(ConsentDenials.Location))
        {
            says |= Says.Fix;
        }

        return says;
    }

    private static bool HasProfile(ref EventFields fields) =>
        (
            fields[Field.OsName].Length
            | fields[Field.OsVersion].Length
            | fields[Field.DeviceType].Length
            | fields[Field.DeviceManufacturer].Length
            | fields[Field.DeviceModel].Length
            | fields[Field.DeviceVersion].Length
            | fields[Field.DeviceToken].Length
            | fields[Field.AppVersion].Length
            | fields[Field.Locale].Length
            | fields[Field.Timezone].Length
            | fields[Field.NetworkCarrier].Length
            | fields[Field.ScreenWidth].Length
            | fields[Field.ScreenHeight].Length
        ) != 0;

    /// <summary>Gives the event what the batch says for all events and it does not say itself.</summary>
    private void AddShared(ref EventFields fields)
    {
        ref var shared = ref batch.Table.Shared;
        if (fields[Field.Integrations].IsAbsent)
        {
            fields[Field.Integrations] = shared[Field.Integrations];
        }

        if (shared[Field.Context].IsAbsent)
        {
            return;
        }

        for (var field = Field.Context + 1; field < Field.Count; field++)
        {
            if (fields[field].IsAbsent)
            {
                fields[field] = shared[field];
            }
        }
    }

    private void Unescape(ref EventFields fields)
    {
        if (!fields.HasEscapes)
        {
            return;
        }

        for (var field = Field.Type; field < Field.Count; field++)
        {
            ref var value = ref fields[field];
            if (value.Kind == JsonKind.EscapedText)
            {
                var start = batch.Scratch.Length;
                var target = batch.Scratch.GetSpan(value.Length);
                batch.Scratch.Advance(JsonText.Unescape(value.Of(batch.Body), target));
                value = batch.ScratchFrom(start);
            }
        }

        fields.HasEscapes = false;
    }

    private ReadOnlySpan<byte> Text(ref EventFields fields, Field field) => batch.Text(fields[field]);

    private static bool HasControls(ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0)
        {
            return false;
        }

        while (Rune.DecodeFromUtf8(text, out var rune, out var length) == System.Buffers.OperationStatus.Done)
        {
            if (Rune.IsControl(rune))
            {
                return true;
            }

            text = text[length..];
        }

        return false;
    }
}
