namespace Maas.Local.Data;

/// <summary>Another process holds the data folder. The message says who, since when, and what to do.</summary>
public sealed class DataFolderLockedException(string message, Exception? inner = null) : Exception(message, inner);
