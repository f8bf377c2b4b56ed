namespace Maas.Slack;

/// <summary>Slack did not take a message. Nothing of the webhook's address is in it, nor in an inner exception, of which it has none.</summary>
internal sealed class SlackUndeliveredException(string message) : Exception(message);
