namespace Maas.Grains.Runs;

/// <summary>The ledger cannot be read or written now. Nothing may be done that is not written first, so the coordinator pauses until its next tick.</summary>
internal sealed class LedgerUnavailableException(string message, Exception cause) : Exception(message, cause);

/// <summary>Another activation has written the ledger: this one knows too little to go on and must end.</summary>
internal sealed class LedgerLostException(string message, Exception cause) : Exception(message, cause);
