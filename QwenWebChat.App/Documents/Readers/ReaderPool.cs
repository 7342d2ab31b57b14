using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Readers;

/// <summary>
/// Reads files in child processes, a few at a time, with limits of memory and time that the system enforces, so that no file
/// can harm the app. Readers are reused for the next file. Thread-safe.
/// </summary>
internal sealed partial class ReaderPool : IDisposable
{
    private const int Attempts = 2;

    private readonly ConcurrentBag<ReaderProcess> _idle = [];
    private readonly SemaphoreSlim _slots;
    private readonly DocumentOptions _options;
    private readonly ReadingOptions _defaults;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile bool _isDisposed;
    private int _startedCount;

    public ReaderPool(IOptions<DocumentOptions> options, IOptions<UploadOptions> uploads, TimeProvider time, ILogger<ReaderPool> logger)
    {
        _options = options.Value;
        _defaults = _options.ToReadingOptions() with { MaxFileBytes = uploads.Value.MaxFileBytes };
        _slots = new SemaphoreSlim(_options.ReadingsAtOnce);
        _time = time;
        _logger = logger;
    }

    /// <summary>The number of started readers, including those that files ended.</summary>
    public int StartedCount => Volatile.Read(ref _startedCount);

    /// <summary>Reads a file on disk. A file that ends its reader is tried once more.</summary>
    /// <exception cref="DocumentReadException">The file cannot be read; the code is the reason.</exception>
    public async Task<DocumentText> ReadAsync(ReadingRequest request, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (int attempt = 1; ; attempt++)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                await (request.Beginning?.Invoke(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
                try
                {
                    return await AttemptAsync(request, cancellationToken).ConfigureAwait(false);
                }
                catch (ReaderLostException) when (attempt < Attempts)
                {
                }
                catch (ReaderLostException exception)
                {
                    throw new DocumentReadException(DocumentReadError.ReaderCrashed, "Reading it ended the process that read it, twice.", exception);
                }
            }
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Reads a stream through a temporary file.</summary>
    /// <param name="content">The content, read to its end; it stays open.</param>
    /// <exception cref="DocumentReadException">The file cannot be read; the code is the reason.</exception>
    public async Task<DocumentText> ReadAsync(Stream content, string fileName, CancellationToken cancellationToken)
    {
        FileStream copy = await TemporaryCopy.CreateAsync(content, _defaults.MaxFileBytes, cancellationToken).ConfigureAwait(false);
        await using (copy.ConfigureAwait(false))
        {
            return await ReadAsync(new ReadingRequest(copy.Name, fileName, _defaults), cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        while (_idle.TryTake(out ReaderProcess? reader))
        {
            reader.Dispose();
        }
    }

    private async Task<DocumentText> AttemptAsync(ReadingRequest request, CancellationToken cancellationToken)
    {
        ReaderProcess reader = Take();
        bool isReusable = false;
        using CancellationTokenSource limit = new(_options.ReadingTimeLimit, _time);
        using CancellationTokenRegistration tooSlow = limit.Token.Register(reader.Kill);
        using CancellationTokenRegistration givenUp = cancellationToken.Register(reader.Kill);
        try
        {
            DocumentText text = await Task.Factory.StartNew(
                () => reader.Read(request, ProcessorSeconds), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            isReusable = true;
            return text;
        }
        catch (DocumentReadException exception)
        {
            // Memory held after running out of it is best released by ending the process.
            isReusable = exception.Error != DocumentReadError.TooMuchMemory;
            throw;
        }
        catch (ReaderLostException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (limit.IsCancellationRequested)
            {
                throw new DocumentReadException(DocumentReadError.TooSlow, $"Reading it took longer than {_options.ReadingTimeLimit}.", exception);
            }

            LogLost(exception.Message, reader.Errors);
            throw;
        }
        finally
        {
            Leave(reader, isReusable && !limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested);
        }
    }

    private int ProcessorSeconds => (int)Math.Ceiling(_options.ReadingTimeLimit.TotalSeconds * Environment.ProcessorCount);

    private ReaderProcess Take()
    {
        while (_idle.TryTake(out ReaderProcess? reader))
        {
            if (reader.IsRunning)
            {
                return reader;
            }

            reader.Dispose();
        }

        Interlocked.Increment(ref _startedCount);
        return ReaderProcess.Start(_options.ReaderMemoryBytes);
    }

    private void Leave(ReaderProcess reader, bool isReusable)
    {
        if (!isReusable)
        {
            reader.Dispose();
            return;
        }

        _idle.Add(reader);
        if (_isDisposed)
        {
            Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A process that reads documents exited unexpectedly: {Reason} Its output: {Errors}")]
    private partial void LogLost(string reason, string errors);
}
