using System.Collections.Immutable;
using System.Globalization;
using Maas.Contracts.Devices;
using Maas.Tracking.Consent;
using Maas.Tracking.Csv;
using Maas.Tracking.Devices;
using Maas.Tracking.Time;

namespace Maas.Grains.Devices;

/// <summary>A device's state as a caller reads it: one side of it, or of each group the side that set it last.</summary>
internal readonly ref struct DeviceViews
{
    private const string LiveSource = "live";
    private const string LakeSource = "lake";

    private readonly DeviceState _state;
    private readonly bool _live;
    private readonly LakeSide? _lake;

    private DeviceViews(DeviceState state, DeviceViewKind kind)
    {
        _state = state;
        _live = kind != DeviceViewKind.Lake;
        _lake = kind != DeviceViewKind.Live ? state.Lake : null;
    }

    /// <summary>The view, or null when the side asked for holds nothing.</summary>
    public static DeviceView? Create(string address, DeviceState state, DeviceViewKind kind)
    {
        var views = new DeviceViews(state, kind);
        return views.HoldsAnything ? views.Create(address) : null;
    }

    private bool HoldsAnything =>
        _lake is not null || (_live && (_state.LastSeenAt != Precedence.Absent || _state.Consent.IsPresent || !_state.Hours.IsEmpty));

    private DeviceView Create(string address)
    {
        var (app, deviceKey) = DeviceAddress.Parse(address);
        var (first, last) = (_live ? _state.FirstSeenAt : Precedence.Absent, _live ? _state.LastSeenAt : Precedence.Absent);
        return new DeviceView
        {
            App = app,
            DeviceKey = deviceKey,
            DeviceUid = _lake?.DeviceUid,
            Profile = Profile(),
            AdvertisingIds = AdvertisingIds(),
            Settings = Settings(),
            LastFix = LastFix(),
            Consent = _live && _state.Consent.IsPresent ? Consent(_state.Consent) : null,
            FirstSeenAt = Time(Precedence.Earliest(first, _lake?.FirstSeenAt ?? Precedence.Absent)),
            LastSeenAt = Time(Math.Max(last, _lake?.LastSeenAt ?? Precedence.Absent)),
            Session =
                _live && _state.Session is { Events: > 0 } session
                    ? new SessionView(Timestamps.FromMicros(session.StartedAt), Timestamps.FromMicros(session.LastEventAt), session.Events)
                    : null,
            Hours = Hours(),
        };
    }

    private ProfileView? Profile()
    {
        var (value, origin) = Pick(_state.Profile, _lake?.Profile);
        var userId = _live ? _state.UserId?.Value ?? default : default;
        if (userId.At > (origin?.At is { } at ? Timestamps.ToMicros(at) : Precedence.Absent))
        {
            origin = Live(userId.At, userId.Origin);
        }
        else
        {
            userId = default;
        }

        if (origin is null)
        {
            return null;
        }

        var fields = new CsvFragment(value);
        return new ProfileView(
            fields.ReadText(),
            fields.ReadText(),
            fields.ReadText(),
            fields.ReadText(),
            fields.ReadText(),
            fields.ReadText(),
            fields.ReadText(),
            fields.ReadText(),
            fields.ReadText(),
            fields.ReadText(),
            fields.ReadText(),
            fields.ReadText(),
            userId.IsPresent ? CsvFragment.Text(userId.Value) : fields.ReadText(),
            origin
        );
    }

    private AdvertisingIdsView? AdvertisingIds()
    {
        var (value, origin) = Pick(_state.Ids, _lake?.Ids);
        var fields = new CsvFragment(value);
        return origin is null ? null : new AdvertisingIdsView(fields.ReadText(), fields.ReadText(), origin);
    }

    private SettingsView? Settings()
    {
        var (value, origin) = Pick(_state.Settings, _lake?.Settings);
        return origin is null ? null : new SettingsView(CsvFragment.Text(value), origin);
    }

    private FixView? LastFix()
    {
        var none = StampedFix.None<MessageOrigin>();
        var live = _live ? _state.Fix : none;
        var lake = _lake?.Fix ?? StampedFix.None<RunOrigin>();
        var ofLake = Precedence.Compare(lake.Fix, live.Fix) > 0;
        var fix = ofLake ? lake.Fix : live.Fix;
        return double.IsNaN(fix.Latitude)
            ? null
            : new FixView(
                fix.Latitude,
                fix.Longitude,
                Number(fix.Altitude),
                Number(fix.Accuracy),
                Number(fix.Speed),
                Number(fix.Bearing),
                ofLake ? Lake(fix.At, lake.Origin) : Live(fix.At, live.Origin)
            );
    }

    private ImmutableArray<HourCountView> Hours()
    {
        var views = new List<HourCountView>();
        foreach (var hour in _lake is null ? default : _lake.Hours)
        {
            views.Add(new HourCountView(new HourWindow(hour.Hour).Start, hour.Events, LakeSource));
        }

        foreach (var hour in _live ? _state.Hours : default)
        {
            var start = new HourWindow(hour.Hour).Start;
            if (!views.Exists(counted => counted.Hour == start))
            {
                views.Add(new HourCountView(start, hour.Events, LiveSource));
            }
        }

        views.Sort((first, second) => second.Hour.CompareTo(first.Hour));
        return [.. views];
    }

    private (byte[] Value, OriginView? Origin) Pick(in Stamped<MessageOrigin> live, Stamped<RunOrigin>? lake)
    {
        var ofLive = _live ? live : default;
        var ofLake = _lake is null ? default : lake ?? default;
        if (!ofLive.IsPresent && !ofLake.IsPresent)
        {
            return ([], null);
        }

        return Precedence.Compare(ofLake.At, ofLake.Value, ofLive.At, ofLive.Value) > 0
            ? (ofLake.Value, Lake(ofLake.At, ofLake.Origin))
            : (ofLive.Value, Live(ofLive.At, ofLive.Origin));
    }

    private static ConsentView Consent(in StampedConsent consent)
    {
        var denied = ImmutableArray.CreateBuilder<string>();
        foreach (
            var purpose in (ReadOnlySpan<ConsentDenials>)
                [ConsentDenials.Analytics, ConsentDenials.Location, ConsentDenials.Advertising, ConsentDenials.Address]
        )
        {
            if (consent.Denies(purpose))
            {
                denied.Add(purpose.ToString().ToLowerInvariant());
            }
        }

        return new ConsentView(denied.ToImmutable(), Live(consent.At, consent.By));
    }

    private static OriginView Live(long at, MessageOrigin by) =>
        new(Timestamps.FromMicros(at), LiveSource, by.Hash.ToString("x16", CultureInfo.InvariantCulture));

    private OriginView Lake(long at, RunOrigin run) =>
        run.Id is null ? Live(at, _state.Consent.By) : new(Timestamps.FromMicros(at), LakeSource, run.Id);

    private static DateTimeOffset? Time(long at) => at == Precedence.Absent ? null : Timestamps.FromMicros(at);

    private static double? Number(double value) => double.IsNaN(value) ? null : value;
}
