namespace Maas.Local.Data;

/// <summary>The data folder cannot be created or written. The message says why and what to do.</summary>
public sealed class DataFolderUnusableException(string message, Exception inner) : Exception(message, inner);
