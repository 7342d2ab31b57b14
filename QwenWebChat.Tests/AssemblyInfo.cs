using QwenWebChat.Tests.Browser;

// Six collections at a time, however many cores there are: many tests mostly wait for a browser or another program.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.Collections, MaxThreads = 6)]
[assembly: CollectionBehavior(typeof(QwenWebChat.Tests.ParallelCollections))]
[assembly: TestCollectionOrderer(typeof(QwenWebChat.Tests.CollectionOrder))]
[assembly: AssemblyFixture(typeof(QwenWebChat.Tests.UntrainedModel))]
[assembly: AssemblyFixture(typeof(Chromium))]
