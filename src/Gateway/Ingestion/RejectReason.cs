namespace Maas.Gateway.Ingestion;

/// <summary>Why an event was set aside. The texts are in raw files and metrics: never rename one.</summary>
internal enum RejectReason
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The element of the batch is no JSON object.</summary>
    NotAnObject,

    /// <summary>Its JSON is larger than <c>Maas:Gateway:EventBytesMax</c>.</summary>
    TooLarge,

    /// <summary>It holds bytes that are not UTF-8.</summary>
    InvalidUtf8,

    /// <summary>Its type is missing or none of identify, track, page, screen, group, alias.</summary>
    UnknownType,

    /// <summary>Its message id is longer than 100 characters.</summary>
    InvalidMessageId,

    /// <summary>It has neither a device id nor an anonymous id nor a user id.</summary>
    NoDeviceKey,

    /// <summary>Its device key is longer than <c>Maas:Gateway:DeviceKeyBytesMax</c>, or holds control characters.</summary>
    InvalidDeviceKey,
}

/// <summary>The reasons' texts in the <c>reason</c> column and on instruments, and the sentence that explains each.</summary>
internal static class RejectReasons
{
    public static string Name(RejectReason reason) =>
        reason switch
        {
            RejectReason.NotAnObject => "not_an_object",
            RejectReason.TooLarge => "too_large",
            RejectReason.InvalidUtf8 => "invalid_utf8",
            RejectReason.UnknownType => "unknown_type",
            RejectReason.InvalidMessageId => "invalid_message_id",
            RejectReason.NoDeviceKey => "no_device_key",
            RejectReason.InvalidDeviceKey => "invalid_device_key",
            _ => "none",
        };

    public static ReadOnlySpan<byte> Detail(RejectReason reason) =>
        reason switch
        {
            RejectReason.NotAnObject => "The element of the batch is no JSON object."u8,
            RejectReason.TooLarge => "The event is larger than the limit of one event."u8,
            RejectReason.InvalidUtf8 => "The event holds bytes that are not UTF-8."u8,
            RejectReason.UnknownType => "The type is missing or none of identify track page screen group alias."u8,
            RejectReason.InvalidMessageId => "The messageId is longer than 100 characters."u8,
            RejectReason.NoDeviceKey => "The event has neither context.device.id nor anonymousId nor userId."u8,
            RejectReason.InvalidDeviceKey => "The device key is longer than the limit or holds control characters."u8,
            _ => default,
        };
}
