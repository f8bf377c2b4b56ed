namespace Maas.SparkJobs.Files;

/// <summary>
/// The folder for what need not outlive the process. It belongs to one process at a time; each user of it has a sub-folder of its own, which
/// it empties when it starts.
/// </summary>
/// <param name="Path">An absolute path; made when it is first needed.</param>
public sealed record ScratchFolder(string Path);
