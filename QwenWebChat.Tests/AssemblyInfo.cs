// Three collections at a time, however many cores there are: ParallelCollections says which.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.Collections, MaxThreads = 3)]
[assembly: CollectionBehavior(typeof(QwenWebChat.Tests.ParallelCollections))]
[assembly: TestCollectionOrderer(typeof(QwenWebChat.Tests.CollectionOrder))]
[assembly: AssemblyFixture(typeof(QwenWebChat.Tests.UntrainedModel))]
