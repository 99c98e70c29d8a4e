/** Words of ours for things that people like, by kind, parted by commas: data alone, which `combination-words.ts` takes apart. */
export const thingsByKind = {
  fruit: `
    apples, pears, plums, peaches, apricots, cherries, grapes, melons, lemons, limes, oranges, tangerines, grapefruit,
    bananas, pineapples, mangoes, papayas, guavas, kiwis, figs, dates, raisins, prunes, currants, raspberries,
    blackberries, blueberries, strawberries, gooseberries, cranberries, elderberries, quinces, nectarines, coconuts,
    lychees, olives, avocados, watermelons, tamarind`,
  vegetables: `
    carrots, potatoes, onions, leeks, garlic, cabbage, broccoli, cauliflower, spinach, lettuce, celery, radishes, turnips,
    beets, pumpkins, squash, zucchini, cucumbers, tomatoes, eggplants, peas, beans, lentils, chickpeas, soybeans, corn,
    asparagus, mushrooms, truffles, kale, chard, okra, yams, shallots, watercress, fennel, endives, sprouts, gherkins,
    kimchi, seaweed`,
  dishes: `
    soup, stew, pizza, pasta, spaghetti, lasagna, ravioli, gnocchi, risotto, paella, sushi, sashimi, ramen, noodles,
    dumplings, curry, kebabs, hummus, couscous, tacos, burritos, nachos, tamales, burgers, sandwiches, sausages, bacon,
    ham, steak, meatballs, goulash, casserole, quiche, omelettes, pancakes, waffles, crepes, porridge, muesli, salad,
    coleslaw, fondue, chowder, gumbo, jambalaya, haggis, meatloaf, pierogi, samosas, dal, tempura, teriyaki, tofu,
    polenta, moussaka, pesto, bagels, baguettes, toast, croutons, tortillas, pretzels, chips, popcorn, crackers`,
  sweets: `
    chocolate, caramel, toffee, fudge, nougat, marzipan, jellybeans, liquorice, candy, honey, jam, marmalade, syrup,
    molasses, cake, cupcakes, muffins, brownies, cookies, biscuits, gingerbread, shortbread, scones, doughnuts, eclairs,
    macarons, meringue, cheesecake, trifle, pudding, custard, sorbet, gelato, sundaes, milkshakes, strudel, baklava,
    halva, pralines, pastries, tarts, pies, sherbet, wafers, icing`,
  drinks: `
    coffee, espresso, latte, mocha, tea, chai, cocoa, lemonade, cider, beer, stout, lager, wine, champagne, port, sherry,
    brandy, whisky, vodka, gin, rum, tequila, sake, mead, absinthe, vermouth, punch, cocktails, smoothies, juice, milk,
    buttermilk, kefir, cola, tonic, soda, eggnog, bourbon`,
  dairy: `
    butter, cream, yogurt, cheese, cheddar, brie, camembert, parmesan, mozzarella, feta, gouda, ricotta, ghee, eggs,
    mascarpone, stilton`,
  spices: `
    salt, pepper, cinnamon, nutmeg, cloves, ginger, turmeric, saffron, paprika, cumin, coriander, cardamom, vanilla,
    mustard, horseradish, wasabi, basil, oregano, thyme, rosemary, sage, parsley, dill, chives, mint, tarragon, lavender,
    vinegar, ketchup, mayonnaise, salsa, chutney, gravy, chili, aniseed`,
  nuts: `
    almonds, walnuts, hazelnuts, cashews, pecans, peanuts, chestnuts, acorns, sesame, rice, wheat, barley, oats, rye,
    millet, quinoa`,
  mammals: `
    cats, dogs, horses, ponies, donkeys, mules, zebras, elephants, rhinos, hippos, lions, tigers, leopards, cheetahs,
    jaguars, pumas, lynxes, panthers, wolves, foxes, jackals, hyenas, bears, pandas, koalas, kangaroos, wallabies,
    wombats, opossums, echidnas, sloths, anteaters, badgers, otters, weasels, ferrets, minks, skunks, raccoons, beavers,
    squirrels, chipmunks, marmots, hamsters, gerbils, mice, rats, moles, hedgehogs, porcupines, rabbits, hares, bats,
    monkeys, baboons, gorillas, gibbons, lemurs, camels, llamas, alpacas, deer, moose, elk, reindeer, caribou, antelopes,
    gazelles, bison, buffaloes, yaks, cows, bulls, goats, sheep, lambs, pigs, boars, tapirs, seals, walruses, manatees,
    whales, dolphins, porpoises, mongooses, lemmings, shrews, kittens, puppies, foals, mammoths`,
  birds: `
    eagles, hawks, falcons, kites, owls, ravens, crows, magpies, jays, robins, sparrows, finches, canaries, parrots,
    parakeets, cockatoos, macaws, toucans, kingfishers, hummingbirds, swallows, swifts, nightingales, larks, thrushes,
    blackbirds, starlings, wrens, doves, pigeons, chickens, turkeys, ducks, geese, swans, herons, storks, cranes,
    flamingos, pelicans, gulls, puffins, penguins, ostriches, emus, peacocks, quails, partridges, vultures, condors,
    cuckoos, ibises, loons, kestrels, buzzards, terns`,
  fish: `
    salmon, trout, tuna, cod, herring, mackerel, sardines, anchovies, halibut, haddock, carp, pike, perch, bass, catfish,
    eels, sharks, rays, goldfish, seahorses, piranhas, swordfish, marlins, sturgeon, caviar, lobsters, crabs, shrimp,
    prawns, oysters, mussels, clams, scallops, snails, slugs, squid, octopuses, jellyfish, starfish, corals, urchins,
    barnacles, plankton, sponges, guppies, minnows`,
  crawlers: `
    ants, bees, wasps, hornets, butterflies, moths, beetles, ladybugs, fireflies, dragonflies, grasshoppers, locusts,
    mantises, termites, spiders, scorpions, centipedes, millipedes, worms, leeches, mosquitoes, fleas, cicadas, frogs,
    toads, newts, salamanders, lizards, geckos, iguanas, snakes, cobras, pythons, vipers, turtles, tortoises, crocodiles,
    alligators, dinosaurs, fossils`,
  hounds: `
    poodles, beagles, spaniels, terriers, greyhounds, bulldogs, collies, retrievers, labradors, huskies, dalmatians, pugs,
    mastiffs, whippets, bloodhounds, chihuahuas, corgis, setters`,
  trees: `
    oaks, maples, birches, firs, spruces, cedars, cypresses, willows, poplars, elms, ashes, beeches, palms, baobabs,
    redwoods, eucalyptus, bamboo, bonsai, hedges, hollies, junipers, sycamores, mahogany, teak, ebony, cork, driftwood,
    orchards, vineyards, forests, jungles, groves`,
  flowers: `
    roses, tulips, lilies, daisies, sunflowers, orchids, violets, pansies, poppies, carnations, irises, crocuses, dahlias,
    peonies, geraniums, petunias, marigolds, begonias, magnolias, azaleas, camellias, jasmine, lilacs, hydrangeas,
    buttercups, dandelions, clover, thistles, heather, ivy, ferns, moss, lichen, cacti, nettles, wisteria, honeysuckle,
    snowdrops, bluebells, lotus, zinnias, gardenias, bouquets, wreaths`,
  sports: `
    football, rugby, cricket, baseball, basketball, volleyball, handball, tennis, badminton, golf, hockey, lacrosse, polo,
    croquet, bowling, archery, fencing, boxing, wrestling, judo, karate, taekwondo, aikido, sumo, kickboxing, gymnastics,
    yoga, pilates, aerobics, running, sprinting, marathons, hurdles, javelins, cycling, swimming, diving, rowing, sailing,
    surfing, kayaks, canoes, rafting, skiing, snowboards, sledding, skating, curling, bobsleds, climbing, hiking, caving,
    skydiving, paragliding, fishing, hunting, riding, rodeo, darts, billiards, snooker, trampolines, skateboards,
    rollerblades, scooters, parkour, triathlons, weightlifting, relays, dodgeball, softball, frisbee, boomerangs`,
  games: `
    chess, checkers, backgammon, dominoes, poker, bridge, rummy, solitaire, roulette, bingo, lotteries, dice, marbles,
    crosswords, sudoku, riddles, charades, scrabble, monopoly, mahjong, pinball, arcades, hopscotch, hangman, quizzes,
    trivia, jenga, blackjack, baccarat, tetris`,
  toys: `
    dolls, puppets, yoyos, balloons, bubbles, tops, blocks, plasticine, crayons, stickers, slides, seesaws, sandboxes,
    hammocks, teddies, robots, drones, rockets, fireworks, sparklers, slingshots, carousels, rattles, figurines,
    dollhouses`,
  music: `
    jazz, blues, rock, punk, metal, grunge, pop, disco, funk, soul, reggae, ska, hip hop, rap, techno, trance, dubstep,
    folk, bluegrass, gospel, opera, symphonies, sonatas, concertos, fugues, waltzes, marches, hymns, carols, lullabies,
    ballads, choirs, orchestras, quartets, duets, karaoke, ragtime, swing, flamenco, tango, samba, rumba, polka, ballet,
    breakdancing, foxtrots, limbo, anthems, overtures, cantatas, requiems`,
  instruments: `
    pianos, organs, harpsichords, accordions, harmonicas, guitars, banjos, ukuleles, mandolins, lutes, harps, lyres,
    sitars, violins, violas, cellos, fiddles, flutes, piccolos, clarinets, oboes, bassoons, saxophones, trumpets,
    trombones, tubas, bugles, horns, bagpipes, recorders, ocarinas, drums, timpani, bongos, tambourines, cymbals, gongs,
    marimbas, maracas, castanets, triangles, bells, chimes, whistles, theremins, synthesizers, metronomes, kazoos, zithers`,
  art: `
    paintings, sketches, portraits, landscapes, murals, frescoes, mosaics, collages, etchings, engravings, sculptures,
    statues, busts, pottery, ceramics, porcelain, glassware, calligraphy, graffiti, cartoons, comics, caricatures,
    posters, photographs, watercolors, pastels, charcoal, canvases, easels, brushes, ink, tapestries, origami, stencils,
    tattoos, silhouettes, cubism, surrealism, impressionism, icons, woodcuts, palettes, varnish, galleries`,
  crafts: `
    knitting, crochet, embroidery, weaving, quilting, sewing, macrame, beadwork, basketry, carpentry, woodturning,
    carving, soldering, blacksmithing, bookbinding, candles, soap, scrapbooks, felting, leatherwork, marquetry, taxidermy,
    topiary, gardening, beekeeping, brewing, baking, grilling, pickling, juggling, magic, stamps, coins, postcards,
    autographs, antiques, medals, badges, keyrings, model trains`,
  literature: `
    novels, poems, sonnets, haiku, limericks, epics, fables, legends, myths, sagas, fairytales, proverbs, essays, memoirs,
    biographies, diaries, letters, thrillers, mysteries, westerns, romances, satires, parodies, tragedies, comedies,
    farces, musicals, plays, screenplays, libraries, bookshops, dictionaries, encyclopedias, atlases, almanacs, magazines,
    newspapers, bookmarks, manuscripts, scrolls, runes, anagrams, puns, jokes, slogans, cookbooks`,
  screen: `
    movies, documentaries, sitcoms, anime, trailers, cinemas, theatres, circuses, clowns, magicians, podcasts, radio,
    television, interviews, cabaret, burlesque, stuntmen, premieres, sequels, subtitles, projectors`,
  clothing: `
    shirts, blouses, sweaters, cardigans, jackets, coats, raincoats, parkas, vests, suits, tuxedos, dresses, skirts,
    kilts, kimonos, saris, togas, ponchos, jeans, trousers, shorts, leggings, overalls, socks, stockings, shoes, boots,
    sandals, slippers, sneakers, clogs, hats, caps, berets, bonnets, turbans, helmets, scarves, shawls, gloves, mittens,
    ties, belts, suspenders, aprons, uniforms, costumes, masks, wigs, buttons, zippers, ribbons, tiaras, veils, corsets,
    swimsuits, bathrobes, fedoras, sombreros, handkerchiefs`,
  fabrics: `
    cotton, linen, silk, wool, velvet, satin, denim, corduroy, flannel, tweed, lace, leather, suede, fur, felt, canvas,
    nylon, polyester, cashmere, chiffon, tartan, gingham, sequins, feathers, fleece, mohair, burlap, muslin, taffeta`,
  jewels: `
    diamonds, rubies, emeralds, sapphires, opals, pearls, amber, jade, turquoise, topaz, garnets, agates, onyx, quartz,
    crystals, gold, silver, platinum, copper, bronze, brass, iron, steel, tin, lead, zinc, nickel, titanium, mercury,
    marble, granite, slate, limestone, sandstone, basalt, obsidian, pumice, flint, clay, chalk, gravel, pebbles, sand,
    rings, necklaces, bracelets, earrings, brooches, pendants, cufflinks, crowns, lockets, ivory, malachite, lapis,
    meteorites, geodes`,
  vehicles: `
    cars, taxis, limousines, convertibles, trucks, vans, buses, trams, trains, subways, monorails, bicycles, tandems,
    tricycles, motorcycles, mopeds, tractors, bulldozers, ambulances, caravans, wagons, carriages, chariots, rickshaws,
    boats, yachts, ferries, barges, gondolas, schooners, frigates, submarines, tugboats, lifeboats, airplanes, gliders,
    helicopters, airships, zeppelins, parachutes, biplanes, spaceships, satellites, elevators, escalators, forklifts,
    steamboats, locomotives, jets, dinghies, hydrofoils, stagecoaches`,
  tools: `
    hammers, saws, screwdrivers, wrenches, pliers, drills, chisels, files, planes, axes, shovels, rakes, hoes, spades,
    scythes, sickles, ladders, anvils, bellows, nails, screws, bolts, hinges, springs, gears, pulleys, levers, magnets,
    ropes, chains, hooks, anchors, compasses, rulers, calipers, protractors, scissors, knives, razors, tweezers, needles,
    pins, thimbles, tape, glue, sandpaper, paintbrushes, buckets, hoses, chainsaws, tongs, crowbars, padlocks, keys`,
  kitchen: `
    kettles, teapots, mugs, cups, saucers, plates, bowls, spoons, forks, chopsticks, ladles, whisks, spatulas, graters,
    peelers, colanders, sieves, funnels, pots, pans, woks, skillets, toasters, ovens, stoves, microwaves, refrigerators,
    blenders, mixers, juicers, jars, bottles, decanters, thermoses, trays, baskets, napkins, tablecloths, coasters,
    cauldrons, chandeliers, goblets, pitchers, tankards`,
  furniture: `
    chairs, armchairs, sofas, stools, benches, tables, desks, beds, cradles, cots, mattresses, pillows, cushions,
    blankets, quilts, duvets, wardrobes, dressers, cabinets, shelves, bookcases, mirrors, lamps, lanterns, clocks,
    hourglasses, sundials, rugs, carpets, curtains, blinds, vases, fireplaces, chimneys, bathtubs, showers, fountains,
    doormats, doorbells, umbrellas, parasols, trunks, suitcases, backpacks, purses, wallets, rocking chairs, futons,
    screens, footstools`,
  gadgets: `
    computers, laptops, keyboards, tablets, printers, scanners, cameras, telescopes, binoculars, microscopes, telephones,
    gramophones, headphones, microphones, calculators, abacuses, typewriters, telegraphs, batteries, lasers, barometers,
    turbines, windmills, watermills, generators, transistors, circuits, antennas, radar, sonar, holograms, spreadsheets,
    databases, algorithms, fonts, emojis, websites, blogs, newsletters, passwords, wallpapers, cassettes, vinyl records,
    walkmans, pagers`,
  buildings: `
    castles, palaces, cathedrals, churches, chapels, temples, mosques, synagogues, pagodas, pyramids, towers, lighthouses,
    skyscrapers, cottages, cabins, barns, stables, tents, yurts, mansions, villas, bungalows, farmhouses, museums,
    aquariums, zoos, planetariums, stadiums, aqueducts, bridges, tunnels, dams, canals, harbours, piers, airports,
    stations, markets, bazaars, malls, bakeries, cafes, taverns, hotels, hostels, monasteries, fortresses, moats,
    drawbridges, dungeons, cellars, attics, balconies, verandas, courtyards, arches, domes, columns, spires, gargoyles,
    staircases, gates, fences, labyrinths, ruins, obelisks, treehouses, greenhouses, gazebos, campsites, playgrounds`,
  landscape: `
    mountains, hills, valleys, canyons, cliffs, caves, volcanoes, geysers, glaciers, icebergs, fjords, rivers, streams,
    waterfalls, lakes, ponds, lagoons, swamps, marshes, deltas, oceans, seas, bays, beaches, dunes, deserts, oases,
    islands, atolls, reefs, peninsulas, prairies, savannas, tundra, steppes, meadows, heaths, moors, plateaus, craters,
    lava, quicksand, tides, waves, hot springs, gorges, ridges, horizons, footpaths`,
  weather: `
    rain, snow, hail, sleet, fog, mist, frost, ice, icicles, snowflakes, storms, thunder, lightning, tornadoes,
    hurricanes, monsoons, breezes, clouds, rainbows, sunshine, sunsets, sunrises, dew, blizzards, heatwaves, auroras,
    twilight, moonlight, shadows, drizzle, puddles, snowmen, autumn, winter, summer`,
  sky: `
    stars, planets, moons, comets, asteroids, meteors, galaxies, nebulae, constellations, eclipses, supernovas, pulsars,
    quasars, black holes, jupiter, saturn, neptune, uranus, pluto, venus, mars, orbits, astronauts, zodiacs, cosmology`,
  science: `
    algebra, geometry, calculus, statistics, topology, logic, physics, chemistry, biology, botany, zoology, genetics,
    ecology, geology, astronomy, meteorology, anatomy, medicine, psychology, sociology, anthropology, archaeology,
    history, geography, economics, politics, philosophy, ethics, theology, linguistics, grammar, rhetoric, cryptography,
    robotics, optics, acoustics, relativity, mechanics, neurons, atoms, molecules, enzymes, bacteria, prisms, pendulums,
    fractals, primes, equations, theorems, paradoxes, probability, chromosomes, isotopes, electrons, vaccines, alchemy,
    astrology, heraldry, numismatics, etymology, genealogy`,
  languages: `
    latin, greek, french, spanish, italian, german, dutch, danish, swedish, norwegian, finnish, icelandic, polish, czech,
    hungarian, russian, ukrainian, turkish, arabic, hebrew, persian, hindi, bengali, tamil, mandarin, cantonese, japanese,
    korean, thai, vietnamese, swahili, zulu, welsh, irish, basque, catalan, esperanto, sanskrit, morse code, braille`,
  cities: `
    paris, london, rome, venice, florence, milan, naples, madrid, barcelona, lisbon, berlin, munich, hamburg, vienna,
    prague, budapest, warsaw, moscow, athens, istanbul, cairo, jerusalem, baghdad, mumbai, delhi, bangkok, singapore,
    tokyo, kyoto, beijing, shanghai, sydney, melbourne, auckland, chicago, boston, seattle, toronto, montreal, havana,
    lima, oslo, stockholm, copenhagen, helsinki, dublin, edinburgh, glasgow, brussels, amsterdam, geneva, zurich, nairobi,
    casablanca, marrakesh`,
  countries: `
    iceland, norway, scotland, portugal, morocco, egypt, kenya, tanzania, madagascar, india, nepal, tibet, mongolia,
    china, japan, vietnam, cambodia, indonesia, australia, fiji, hawaii, alaska, canada, mexico, guatemala, cuba, jamaica,
    brazil, peru, chile, argentina, patagonia, antarctica, greenland, siberia, greece, croatia, bavaria, tuscany,
    provence, andalusia, sicily, crete, cyprus, malta`,
  mythical: `
    dragons, unicorns, griffins, phoenixes, mermaids, centaurs, minotaurs, trolls, goblins, elves, dwarves, fairies,
    giants, ogres, witches, wizards, vampires, werewolves, ghosts, zombies, mummies, krakens, sphinxes, nymphs, gnomes,
    genies, angels, demons, banshees, pegasus, atlantis, talismans, wands, potions, spells, oracles, ufos, golems`,
  people: `
    pirates, knights, vikings, samurai, ninjas, cowboys, gladiators, emperors, queens, princes, monks, pilgrims,
    shepherds, fishermen, sailors, pilots, firemen, detectives, spies, librarians, teachers, dentists, nurses, surgeons,
    chefs, waiters, barbers, tailors, carpenters, plumbers, architects, engineers, inventors, explorers, diplomats, poets,
    composers, conductors, dancers, actors, jugglers, cartoonists, beekeepers, blacksmiths, lumberjacks, astronomers,
    referees, grandparents, twins, babies`,
  occasions: `
    birthdays, weddings, carnivals, parades, festivals, picnics, barbecues, banquets, bonfires, fairs, auctions, raffles,
    pageants, concerts, exhibitions, reunions, holidays, honeymoons, cruises, safaris, expeditions, camping, road trips,
    christmas, easter, halloween, thanksgiving, diwali, ramadan, weekends, siestas, naps, breakfast, brunch, supper,
    gifts, surprises, sleepovers, debates, elections, ceremonies, graduations`,
  colours: `
    red, yellow, green, blue, indigo, purple, pink, brown, black, white, grey, scarlet, crimson, magenta, cyan, teal,
    maroon, beige, khaki, ochre, ultramarine, cobalt, mauve, stripes, polka dots, plaid, paisley, glitter, neon,
    camouflage`,
  pleasures: `
    massages, saunas, perfume, incense, lipstick, mascara, manicures, haircuts, beards, braids, dreadlocks, freckles,
    dimples, hugs, kisses, smiles, laughter, gossip, compliments, daydreams, silence, solitude, meditation, nostalgia,
    kindness, courage, honesty, justice, freedom, democracy, chivalry, thrift, recycling, volunteering, philanthropy,
    yodeling, humming, doodling, stargazing, birdwatching, foraging, haggling, hitchhiking, sunbathing, beachcombing,
    metal detectors, geocaching, houseplants`,
  office: `
    pencils, pens, erasers, notebooks, envelopes, folders, staplers, calendars, maps, globes, charts, diagrams, flags,
    banners, billboards, signposts, certificates, trophies, tickets, vouchers, coupons, receipts, invoices, contracts,
    patents, treaties, constitutions, whiteboards, chalkboards, blueprints, checklists, footnotes, semicolons, commas,
    alphabets, vowels, numerals, acronyms, typography, sealing wax, quills, inkwells`,
  shapes: `
    circles, squares, spirals, cubes, spheres, cones, cylinders, pentagons, ellipses, parabolas, knots, mazes, symmetry,
    tessellations, crescents, grids, helixes`,
  arms: `
    swords, daggers, spears, shields, armour, bows, arrows, crossbows, cannons, muskets, sabres, lances, tridents,
    torches, trebuchets, chainmail`,
  materials: `
    plaster, cement, concrete, bricks, tiles, glass, plastic, rubber, paper, cardboard, parchment, plywood, timber, logs,
    planks, straw, hay, wax, paint, lacquer, gasoline, petroleum, coal, peat, tar, asphalt, cable, wire, string, yarn,
    thread, twine, foam, foil, mesh`,
  farm: `
    farms, ranches, pastures, harvests, ploughs, silos, scarecrows, compost, manure, seeds, bulbs, weeds, lawns, herbs,
    haystacks, beehives, henhouses, saddles, stirrups, horseshoes, whips, lassos, cattle, poultry, hens, roosters, chicks,
    calves, piglets, oxen`,
  sea: `
    ships, masts, sails, rudders, oars, decks, docks, buoys, nets, rods, shells, cargo, treasure, propellers, regattas,
    navies, admirals, captains, mutinies`,
  army: `
    soldiers, generals, regiments, forts, trenches, tanks, bombers, fighters, camps, medics, spurs, cavalry, sieges,
    ambushes, duels, jousts, tournaments, crusades, truces`,
  body: `
    muscles, bones, skeletons, skulls, teeth, eyes, ears, noses, fingers, toes, elbows, knees, heels, shoulders, hearts,
    lungs, kidneys, nerves, veins, skin, hair, eyebrows, eyelashes, fingernails, tears`,
  religion: `
    prayers, psalms, sermons, altars, relics, saints, prophets, miracles, crosses, bishops, abbeys, nuns, rituals,
    shrines, buddhism, taoism, zen, shamans, totems`,
  media: `
    headlines, editorials, obituaries, reviews, debuts, awards, celebrities, rumours, scandals, adverts, puzzles,
    cliffhangers, villains, heroes, sidekicks, monsters, aliens`,
  work: `
    meetings, deadlines, budgets, audits, taxes, banks, bonds, shares, salaries, bonuses, pensions, careers, internships,
    startups, unions, strikes, factories, warehouses, mines, oil rigs, shipyards, sawmills, foundries, laboratories,
    clinics, hospitals, pharmacies, schools, colleges, lectures, seminars, exams, scholarships, theses, seats, ballots,
    senates, juries, lawyers, judges`,
  home: `
    doors, windows, roofs, floors, walls, ceilings, porches, gardens, sheds, garages, kitchens, pantries, bedrooms,
    nurseries, hallways, lofts, taps, sinks, plugs, switches, radiators, towels, sheets, brooms, mops, dusters, vacuums,
    detergent, laundry, ironing`,
} as const;
